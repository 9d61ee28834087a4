package io.verdigris.cli;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private final Queue<Rollout> attended = new ConcurrentLinkedQueue<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Attendance(BlueGreenOrchestrator orchestrator, Output output) {
    this.orchestrator = orchestrator;
    this.output = output;
  }

  /** Returns what drives the rollouts. */
  BlueGreenOrchestrator orchestrator() {
    return orchestrator;
  }

  /** Returns where it is told what happens. */
  Output output() {
    return output;
  }

  /** Waits for all of them and returns the worst end. */
  ExitStatus attend(List<Rollout> rollouts) {
    attended.addAll(rollouts);
    return rollouts.stream().map(this::attend).reduce(ExitStatus.OK, ExitStatus::worse);
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
      release();
      return ExitStatus.UNEXPECTED;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the outcome could not be told", e.getCause());
    }
  }

  private ExitStatus tell(Rollout rollout, RolloutOutcome outcome) {
    if (released.get()) {
      return ExitStatus.UNEXPECTED;
    }
    attended.remove(rollout);
    if (isLeftToItsOwner(rollout)) {
      String left = rollout.id() + " is left alone: " + outcome.reason();
      if (told.add(left)) {
        output.remark(Remark.of("left", rollout, left));
      }
      return ExitStatus.OK;
    }
    if (!rollout.phase().isFinal()) {
      output.remark(Remark.of("detached", rollout, detached(rollout, outcome)));
      return ExitStatus.UNEXPECTED;
    }
    output.ended(rollout.application(), outcome);
    return ExitStatus.of(outcome);
  }

  /** Tells whether a rollout that was to be resumed was never taken over. */
  static boolean isLeftToItsOwner(Rollout rollout) {
    return !rollout.phase().isFinal()
        && rollout.events().stream().map(RolloutEvent::type).allMatch(BEFORE_TAKEOVER::contains);
  }

  private static String detached(Rollout rollout, RolloutOutcome outcome) {
    return "this process has let go of "
        + rollout.id()
        + ": "
        + outcome.reason()
        + ". How it stands: "
        + Lines.command("status", rollout.application());
  }

  /** Lets go of what has not ended, gives the terminal back and says how to go on. */
  void release() {
    List<Rollout> open = attended.stream().filter(r -> !r.phase().isFinal()).toList();
    released.set(true);
    orchestrator.close();
    // what comes now shall stand below the last picture
    output.close();
    if (open.isEmpty()) {
      output.remark(Remark.of("interrupted", "interrupted"));
    }
    for (Rollout rollout : open) {
      output.remark(Remark.of("interrupted", rollout, interrupted(rollout)));
    }
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
        + ", and nobody drives it. To go on: "
        + Lines.command("resume", rollout.application());
  }

  /** Switches and samples tell which colour serves; before the first nothing has moved. */
  private static String live(Rollout rollout) {
    return rollout.events().stream()
        .map(event -> event.details().getOrDefault("live", ""))
        .filter(live -> !live.isEmpty())
        .reduce((first, last) -> last)
        .map(live -> ", traffic goes to " + live)
        .orElse("");
  }
}
