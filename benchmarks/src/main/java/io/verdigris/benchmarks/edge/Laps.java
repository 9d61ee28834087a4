package io.verdigris.benchmarks.edge;

import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays promotions and rollbacks of one application in turn. */
final class Laps {
  private static final List<String> VERSIONS = List.of("v1", "v2", "v3");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration GLANCE = Duration.ofMillis(10);

  /** For how long the new version serves before it is taken back, and after each switch. */
  private static final Duration WHILE = Duration.ofSeconds(2);

  private final EdgeStage stage;
  private final Duration soak;
  private final List<Lap> promotions = new ArrayList<>();
  private final List<Lap> rollbacks = new ArrayList<>();
  private String live = EdgeStage.FIRST_VERSION;

  /**
   * @param soak how long a version that is promoted is watched
   */
  Laps(EdgeStage stage, Duration soak) {
    this.stage = stage;
    this.soak = soak;
  }

  List<Lap> promotions() {
    return promotions;
  }

  List<Lap> rollbacks() {
    return rollbacks;
  }

  private String other() {
    return VERSIONS.get((VERSIONS.indexOf(live) + 1) % VERSIONS.size());
  }

  void promote() throws InterruptedException {
    String next = other();
    look(live);
    Rollout rollout = stage.roll(next, soak);
    Optional<RolloutOutcome> outcome = rollout.await(PATIENCE);
    promotions.add(lap(rollout, outcome, RolloutOutcome.Promoted.class));
    live = next;
  }

  void takeBack() throws InterruptedException {
    String bad = other();
    Rollout rollout = stage.roll(bad, PATIENCE);
    if (reaches(rollout, Phase.MONITOR)) {
      stage.serve(WHILE);
      look(bad);
      rollout.abort("measure", "the way back is measured");
    }
    Optional<RolloutOutcome> outcome = rollout.await(PATIENCE);
    rollbacks.add(lap(rollout, outcome, RolloutOutcome.RolledBack.class));
  }

  private void look(String version) {
    stage.fresh().of(version);
    stage.kept().of(version);
  }

  private static boolean reaches(Rollout rollout, Phase phase) throws InterruptedException {
    while (rollout.phase().compareTo(phase) < 0) {
      if (rollout.await(GLANCE).isPresent()) {
        return false;
      }
    }
    return rollout.phase() == phase;
  }

  private Lap lap(
      Rollout rollout, Optional<RolloutOutcome> outcome, Class<? extends RolloutOutcome> wanted)
      throws InterruptedException {
    stage.serve(WHILE);
    Optional<Instant> switched =
        rollout.events().stream()
            .filter(e -> e.type() == RolloutEvent.Type.SWITCHED)
            .reduce((former, later) -> later)
            .map(Laps::sent);
    return new Lap(
        outcome.map(o -> o.name() + ": " + o.reason()).orElse("did not end"),
        outcome.filter(wanted::isInstance).isPresent(),
        after(switched, stage.fresh().last()),
        after(switched, stage.kept().last()));
  }

  /** An event of a switch tells how long the patch took. */
  private static Instant sent(RolloutEvent switched) {
    String millis = switched.details().getOrDefault("millis", "0");
    return switched.at().minusMillis(Long.parseLong(millis));
  }

  private static Optional<Duration> after(Optional<Instant> switched, Optional<Instant> last) {
    return switched.flatMap(
        begin -> last.filter(l -> l.isAfter(begin)).map(l -> Duration.between(begin, l)));
  }
}
