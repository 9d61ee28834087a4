package io.verdigris.benchmarks.rollback;

import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Plays one rollout: all is well at first, then the fault begins. */
final class Play {
  /** A soak may begin anew: where nothing was known, or after a suspicion that came to nothing. */
  private static final Duration AFTER_SOAK = Duration.ofSeconds(40);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration GLANCE = Duration.ofMillis(10);

  private final Case fault;
  private final Pace pace;
  private final Stage stage;

  Play(Case fault, Pace pace, Stage stage) {
    this.fault = fault;
    this.pace = pace;
    this.stage = stage;
  }

  /** Plays it to the rollout's end, and a little longer. */
  Round round(Reading reading) throws InterruptedException {
    stage.serve(pace.warmUp());
    Rollout rollout = stage.roll(reading);
    if (!reaches(rollout, Phase.MONITOR)) {
      return end(rollout, rollout.await(PATIENCE), Instant.MAX);
    }
    stage.reconnect();
    Optional<RolloutOutcome> early = rollout.await(pace.calm());
    if (early.isPresent()) {
      return end(rollout, early, Instant.MAX);
    }
    Instant began = Instant.now();
    Runnable ending = fault.fault().begin(stage.web(), new PodCalls());
    try {
      return end(rollout, rollout.await(pace.soak().plus(AFTER_SOAK)), began);
    } finally {
      ending.run();
    }
  }

  private static boolean reaches(Rollout rollout, Phase phase) throws InterruptedException {
    while (rollout.phase().compareTo(phase) < 0) {
      if (rollout.await(GLANCE).isPresent()) {
        return false;
      }
    }
    return rollout.phase() == phase;
  }

  private Round end(Rollout rollout, Optional<RolloutOutcome> outcome, Instant began)
      throws InterruptedException {
    String waiting = last(rollout, RolloutEvent.Type.JUDGEMENT);
    if (outcome.isEmpty()) {
      rollout.abort("measure", "its time is over");
      var unused = rollout.await(PATIENCE);
    }
    var extent = new Load.Extent(fault, Stage.NEW_VERSION, began, Instant.now());
    stage.serve(2);
    return new Round(
        outcome.map(RolloutOutcome::name).orElse(Round.HELD),
        outcome.map(RolloutOutcome::reason).orElse(waiting),
        outcome.flatMap(o -> after(began, rollout, Play::decides)),
        outcome.flatMap(o -> after(began, rollout, Play::directsBack)),
        stage.fresh(extent),
        stage.kept(extent));
  }

  private static String last(Rollout rollout, RolloutEvent.Type type) {
    return rollout.events().stream()
        .filter(e -> e.type() == type)
        .reduce((former, later) -> later)
        .map(RolloutEvent::message)
        .orElse("");
  }

  private static Optional<Duration> after(
      Instant began, Rollout rollout, Predicate<RolloutEvent> which) {
    return rollout.events().stream()
        .filter(which)
        .filter(e -> !e.at().isBefore(began))
        .findFirst()
        .map(e -> Duration.between(began, e.at()));
  }

  private static boolean decides(RolloutEvent e) {
    return e.type() == RolloutEvent.Type.PHASE && e.phase() == Phase.ROLL_BACK;
  }

  private static boolean directsBack(RolloutEvent e) {
    return e.type() == RolloutEvent.Type.SWITCHED && "blue".equals(e.details().get("live"));
  }
}
