package io.verdigris.cli;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stays with rollouts until they end, or until the process is asked to end: then they are let go of
 * in order, saved as they are.
 */
final class Attendance {
  private static final Set<RolloutEvent.Type> BEFORE_TAKEOVER =
      EnumSet.of(RolloutEvent.Type.WAITING, RolloutEvent.Type.RETRY, RolloutEvent.Type.OUTCOME);

  private final BlueGreenOrchestrator orchestrator;
  private final Output output;
  private final AtomicBoolean released = new AtomicBoolean();

  Attendance(BlueGreenOrchestrator orchestrator, Output output) {
    this.orchestrator = orchestrator;
    this.output = output;
  }

  /** Waits for all of them and returns the worst end. */
  ExitStatus attend(List<Rollout> rollouts, Ending ending) {
    Ending.Registration registration = ending.onEnd(() -> release(rollouts));
    try {
      return rollouts.stream().map(this::attend).reduce(ExitStatus.OK, ExitStatus::worse);
    } finally {
      registration.close();
    }
  }

  private ExitStatus attend(Rollout rollout) {
    try {
      return rollout
          .outcome()
          .thenApply(outcome -> tell(rollout, outcome))
          .toCompletableFuture()
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      release(List.of(rollout));
      return ExitStatus.UNEXPECTED;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the outcome could not be told", e.getCause());
    }
  }

  private ExitStatus tell(Rollout rollout, RolloutOutcome outcome) {
    if (released.get()) {
      return ExitStatus.UNEXPECTED;
    } else if (isLeftToItsOwner(rollout)) {
      output.remark(
          Remark.of("left", rollout, rollout.id() + " is left alone: " + outcome.reason()));
      return ExitStatus.OK;
    }
    output.ended(rollout.application(), outcome);
    return ExitStatus.of(outcome);
  }

  /** Tells whether a rollout that was to be resumed was never taken over. */
  static boolean isLeftToItsOwner(Rollout rollout) {
    return !rollout.phase().isFinal()
        && rollout.events().stream().map(RolloutEvent::type).allMatch(BEFORE_TAKEOVER::contains);
  }

  private void release(List<Rollout> rollouts) {
    List<Rollout> open = rollouts.stream().filter(r -> !r.phase().isFinal()).toList();
    released.set(true);
    orchestrator.close();
    for (Rollout rollout : open) {
      output.remark(Remark.of("interrupted", rollout, interrupted(rollout)));
    }
    output.close();
  }

  private static String interrupted(Rollout rollout) {
    if (rollout.phase() == Phase.ADMIT) {
      return "interrupted in ADMIT; nothing was changed";
    }
    return "interrupted: "
        + rollout.id()
        + " is saved in "
        + rollout.phase()
        + live(rollout)
        + ", and nobody drives it. To go on: verdigris resume -n "
        + rollout.application().namespace()
        + " -s "
        + rollout.application().service();
  }

  private static String live(Rollout rollout) {
    try {
      return rollout
          .await(Duration.ZERO)
          .flatMap(RolloutOutcome::live)
          .map(colour -> ", traffic goes to " + colour)
          .orElse("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
