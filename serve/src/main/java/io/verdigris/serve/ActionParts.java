package io.verdigris.serve;

import io.verdigris.RolloutStatus;
import io.verdigris.RolloutStatus.Action;
import io.verdigris.report.Markup;

/** Writes what may be done about an application: as a form where it can be done here. */
final class ActionParts {
  private final Markup out;
  private final RolloutStatus status;
  private final String path;

  ActionParts(Markup out, RolloutStatus status, String path) {
    this.out = out;
    this.status = status;
    this.path = path;
  }

  void write() {
    if (status.possible().isEmpty()) {
      return;
    }
    out.element("h2", "You may").open("div", "class", "actions");
    status.possible().forEach(this::write);
    out.close();
  }

  private void write(RolloutStatus.Possible possible) {
    switch (possible.action()) {
      case APPROVE -> form(possible, "approve", "Approve");
      case ABORT -> form(possible, "abort", "Abort");
      case START, START_BACK, RESUME, MEND ->
          out.element("p", possible.sentence(), "class", "card");
    }
  }

  private void form(RolloutStatus.Possible possible, String name, String button) {
    out.open("form", "method", "post", "action", path + "/" + name, "class", "card " + name);
    out.element("p", possible.sentence());
    if (possible.action() == Action.ABORT) {
      out.element("label", "Why, for the record", "for", "reason");
      out.empty("input", "id", "reason", "name", "reason", "type", "text", "maxlength", "500");
    }
    out.element("button", button, "type", "submit", "id", name);
    out.close();
  }
}
