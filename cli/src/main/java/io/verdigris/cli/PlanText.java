package io.verdigris.cli;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.PlannedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as lines of text. */
final class PlanText {
  private PlanText() {}

  static List<String> of(Plan plan) {
    var lines = new ArrayList<String>();
    lines.add(headline(plan));
    for (Finding finding : plan.findings()) {
      lines.add("  - " + Lines.clean(finding.toString()));
    }
    calls(plan.calls(), lines);
    if (!plan.notes().isEmpty()) {
      lines.add("");
      lines.add("Notes");
      plan.notes().forEach(note -> lines.add("  - " + Lines.clean(note)));
    }
    if (!plan.permissions().isEmpty()) {
      lines.add("");
      lines.add("The smallest Role that suffices");
      lines.addAll(RoleYaml.of(plan));
    }
    return lines;
  }

  private static String headline(Plan plan) {
    if (!plan.admitted()) {
      return "The rollout of " + plan.application() + " would be refused";
    }
    String to = plan.to().map(Colour::label).orElse("?");
    String from =
        plan.from().map(c -> "from " + c + " to " + to).orElse("to " + to + ", the first");
    return "The rollout of "
        + plan.application()
        + " would go "
        + from
        + " with "
        + plan.replicas()
        + (plan.replicas() == 1 ? " replica" : " replicas");
  }

  private static void calls(List<PlannedCall> calls, List<String> lines) {
    int verb = calls.stream().mapToInt(c -> c.verb().length()).max().orElse(0);
    int object = calls.stream().mapToInt(c -> c.object().length()).max().orElse(0);
    Phase phase = null;
    for (PlannedCall call : calls) {
      if (call.phase() != phase) {
        phase = call.phase();
        lines.add("");
        lines.add(phase.name());
      }
      String format = "  %-" + verb + "s  %-" + object + "s  %s";
      lines.add(String.format(Locale.ROOT, format, call.verb(), call.object(), call.purpose()));
    }
  }
}
