package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** Puts everything into a report, which is written when it is closed. */
record Reporting(ProgressOptions.Report report, PrintStream err) implements Output {
  @Override
  public void onEvent(RolloutEvent event) {
    report.html().onEvent(event);
  }

  @Override
  public void ended(Application application, RolloutOutcome outcome) {
    report.html().outcome(application, outcome);
  }

  @Override
  public void remark(Remark remark) {}

  @Override
  public void close() {
    try {
      report.html().write(report.file());
    } catch (UncheckedIOException e) {
      // the rollout's outcome stays what it is
      err.println("verdigris: " + e.getMessage() + ": " + e.getCause());
    }
  }
}
