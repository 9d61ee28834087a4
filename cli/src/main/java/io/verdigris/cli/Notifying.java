package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.notifications.Notifier;

/** Tells a webhook or a channel; closing waits a little for what is on its way. */
record Notifying(Notifier notifier) implements Output {
  @Override
  public void onEvent(RolloutEvent event) {
    notifier.onEvent(event);
  }

  /** The event of the outcome has told it. */
  @Override
  public void ended(Application application, RolloutOutcome outcome) {}

  @Override
  public void remark(Remark remark) {}

  @Override
  public void close() {
    notifier.close();
  }
}
