package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.io.PrintStream;
import java.time.InstantSource;

/** Prints one object a line. */
final class JsonOutput implements Output {
  private final PrintStream out;
  private final InstantSource clock;

  JsonOutput(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public void onEvent(RolloutEvent event) {
    // the outcome is told by ended(), with its notes and findings
    if (event.type() != RolloutEvent.Type.OUTCOME) {
      print(JsonObjects.event(event));
    }
  }

  @Override
  public void ended(Application application, RolloutOutcome outcome) {
    print(JsonObjects.outcome(clock.instant(), application, outcome));
  }

  @Override
  public void remark(Remark remark) {
    print(JsonObjects.remark(clock.instant(), remark));
  }

  private synchronized void print(Json json) {
    out.println(json);
    out.flush();
  }
}
