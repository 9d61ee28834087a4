package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** An output whose events also go into a report, which is written when it is closed. */
record Reporting(Output shown, ProgressOptions.Report report, PrintStream err) implements Output {
  @Override
  public void onEvent(RolloutEvent event) {
    report.html().onEvent(event);
    shown.onEvent(event);
  }

  @Override
  public void ended(Application application, RolloutOutcome outcome) {
    report.html().outcome(application, outcome);
    shown.ended(application, outcome);
  }

  @Override
  public void remark(Remark remark) {
    shown.remark(remark);
  }

  @Override
  public void follow(BlueGreenOrchestrator orchestrator, Application application) {
    shown.follow(orchestrator, application);
  }

  @Override
  public void close() {
    shown.close();
    try {
      report.html().write(report.file());
    } catch (UncheckedIOException e) {
      // the rollout's outcome stays what it is
      err.println("verdigris: " + e.getMessage() + ": " + e.getCause());
    }
  }
}
