package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.util.List;

/**
 * Several outputs that are told the same.
 *
 * @param all the outputs, in the order in which they are told and closed
 */
record Outputs(List<Output> all) implements Output {
  @Override
  public void onEvent(RolloutEvent event) {
    all.forEach(output -> output.onEvent(event));
  }

  @Override
  public void ended(Application application, RolloutOutcome outcome) {
    all.forEach(output -> output.ended(application, outcome));
  }

  @Override
  public void remark(Remark remark) {
    all.forEach(output -> output.remark(remark));
  }

  @Override
  public void follow(BlueGreenOrchestrator orchestrator, Application application) {
    all.forEach(output -> output.follow(orchestrator, application));
  }

  @Override
  public void close() {
    all.forEach(Output::close);
  }
}
