package io.verdigris.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutSpec;
import io.verdigris.testkit.ManualTime;
import io.verdigris.testkit.MemoryStore;
import io.verdigris.testkit.simulation.SimulatedProcess.Fault;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole rollouts with a manual clock, in which one call after the other is the one at which the
 * process dies, fails or loses the answer; another process goes on when it is dead.
 */
class CrashSimulationTest {
  private static final Application WEB = new Application("shop", "web");
  private static final int SEEDS = 20;
  private static final Duration LONG = Duration.ofHours(2);

  /** How a simulated rollout went. */
  private record Run(World world, String outcome, int calls) {}

  @Test
  void a_good_version_is_promoted_and_blue_goes() {
    Run run = run(world -> {}, -1, Fault.NONE, 0);

    assertThat(run.outcome()).isEqualTo("promoted");
    assertPromoted(run, "without a fault");
  }

  @Test
  void a_failing_version_is_rolled_back_and_goes() {
    Run run = run(world -> world.greenFails = true, -1, Fault.NONE, 0);

    assertThat(run.outcome()).isEqualTo("rolled-back");
    assertRolledBack(run, "without a fault");
  }

  @Test
  void a_version_that_never_becomes_ready_is_rejected_with_blue_untouched() {
    Run run = run(world -> world.greenNeverReady = true, -1, Fault.NONE, 0);

    assertThat(run.outcome()).isEqualTo("rejected");
    assertThat(run.world().switches).isZero();
    assertThat(run.world().env(Colour.BLUE).desired).isEqualTo(3);
    assertThat(run.world().env(Colour.GREEN).desired).isZero();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void a_promotion_ends_well_whichever_call_the_fault_hits(Fault fault) {
    int calls = run(world -> {}, -1, Fault.NONE, 0).calls();
    for (int at = 0; at < calls; at++) {
      assertPromoted(run(world -> {}, at, fault, at), fault + " at call " + at);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void a_rollback_ends_well_whichever_call_the_fault_hits(Fault fault) {
    Consumer<World> bad = world -> world.greenFails = true;
    int calls = run(bad, -1, Fault.NONE, 0).calls();
    for (int at = 0; at < calls; at++) {
      assertRolledBack(run(bad, at, fault, at), fault + " at call " + at);
    }
  }

  @Test
  void a_write_that_comes_late_never_undoes_what_was_decided_since() {
    Consumer<World> bad = world -> world.greenFails = true;
    int calls = run(bad, -1, Fault.NONE, 0).calls();
    for (int at = 0; at < calls; at++) {
      for (long seed = 0; seed < SEEDS; seed++) {
        assertRolledBack(
            run(bad, at, Fault.ANSWER_LOST_DONE_LATER, seed), "call " + at + ", seed " + seed);
      }
    }
  }

  private static void assertPromoted(Run run, String when) {
    assertThat(run.world().violations()).as(when).isEmpty();
    assertThat(run.outcome()).as(when).isEqualTo("promoted");
    assertThat(run.world().live).as(when).contains(Colour.GREEN);
    assertThat(run.world().env(Colour.BLUE).desired).as(when).isZero();
    assertThat(run.world().switches).as(when).isEqualTo(1);
  }

  private static void assertRolledBack(Run run, String when) {
    assertThat(run.world().violations()).as(when).isEmpty();
    assertThat(run.outcome()).as(when).isEqualTo("rolled-back");
    assertThat(run.world().live).as(when).contains(Colour.BLUE);
    assertThat(run.world().env(Colour.BLUE).desired).as(when).isEqualTo(3);
    assertThat(run.world().env(Colour.GREEN).desired).as(when).isZero();
    assertThat(run.world().switches).as(when).isEqualTo(2);
  }

  /** Runs to the end; when the process dies another one resumes, or starts when nothing began. */
  private static Run run(Consumer<World> setUp, int faultAt, Fault fault, long seed) {
    var time = new ManualTime();
    var world = new World(time);
    setUp.accept(world);
    var store = new MemoryStore();
    var first = new SimulatedProcess(time, world, store, seed, faultAt, fault);
    BlueGreenOrchestrator orchestrator = first.orchestrator();
    Rollout rollout = orchestrator.start(spec());
    Optional<String> outcome = toItsEnd(time, rollout, first);
    if (outcome.isEmpty()) {
      var second = new SimulatedProcess(time, world, store, seed, -1, Fault.NONE);
      outcome = goOn(time, second);
    }
    String end =
        outcome.orElseThrow(() -> new AssertionError(fault + " at call " + faultAt + ": no end"));
    time.advance(LONG);
    return new Run(world, end, first.calls());
  }

  private static Optional<String> goOn(ManualTime time, SimulatedProcess process) {
    BlueGreenOrchestrator orchestrator = process.orchestrator();
    Optional<Phase> saved = orchestrator.status(WEB).phase();
    if (saved.filter(Phase::isFinal).isPresent()) {
      return saved.map(phase -> phase.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    Rollout resumed = orchestrator.resume(WEB).orElseGet(() -> orchestrator.start(spec()));
    return toItsEnd(time, resumed, process);
  }

  private static Optional<String> toItsEnd(
      ManualTime time, Rollout rollout, SimulatedProcess process) {
    var ended = rollout.outcome().toCompletableFuture();
    for (Duration passed = Duration.ZERO;
        !ended.isDone() && !process.isDead() && passed.compareTo(LONG) < 0;
        passed = passed.plusSeconds(1)) {
      time.advance(Duration.ofSeconds(1));
    }
    return ended.isDone() ? Optional.of(ended.join().name()) : Optional.empty();
  }

  private static RolloutSpec spec() {
    return RolloutSpec.builder(WEB)
        .image("app", "web:2")
        .soak(Duration.ofMinutes(1))
        .deployTimeout(Duration.ofMinutes(2))
        .use(Extension.of(Extension.Kind.METRICS, "simulated", Map.of()))
        .use(HardLimits.limits().maxErrorRate(0.05).extension())
        .build();
  }
}
