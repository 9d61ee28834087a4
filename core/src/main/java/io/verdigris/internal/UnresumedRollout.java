package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A rollout that could not be taken over, such as one whose ledger cannot be read.
 *
 * @param application the application
 * @param why what kept it from being taken over
 */
record UnresumedRollout(Application application, String why) implements Rollout {

  @Override
  public String id() {
    return application.service();
  }

  @Override
  public Phase phase() {
    return Phase.HALTED;
  }

  @Override
  public List<RolloutEvent> events() {
    return List.of();
  }

  @Override
  public CompletionStage<RolloutOutcome> outcome() {
    return CompletableFuture.completedStage(await());
  }

  @Override
  public RolloutOutcome await() {
    return new RolloutOutcome.Halted(id(), Optional.empty(), why, List.of());
  }

  @Override
  public Optional<RolloutOutcome> await(Duration atMost) {
    return Optional.of(await());
  }

  @Override
  public void abort(String by, String reason) {
    // it does not run here
  }

  @Override
  public void abortPastNoReturn(String by, String reason) {
    // it does not run here
  }

  @Override
  public void approve(String by) {
    // it does not run here
  }
}
