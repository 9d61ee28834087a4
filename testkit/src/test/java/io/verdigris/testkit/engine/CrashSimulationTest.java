package io.verdigris.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutSpec;
import io.verdigris.testkit.ManualTime;
import io.verdigris.testkit.MemoryStore;
import io.verdigris.testkit.engine.SimulatedProcess.Fault;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole rollouts with a manual clock, in which one call after the other is the one at which the
 * process dies, freezes, fails or loses the answer; another process goes on where one must.
 */
class CrashSimulationTest {
  private static final Application WEB = new Application("shop", "web");
  private static final int SEEDS = 20;
  private static final Duration LONG = Duration.ofHours(2);

  @ParameterizedTest
  @EnumSource(Story.class)
  void a_rollout_ends_as_it_should(Story story) {
    new Simulation(story, 0).run(story + " without a fault");
  }

  @ParameterizedTest
  @EnumSource(Story.class)
  void a_fault_at_any_call_changes_nothing_about_the_end(Story story) {
    int calls = calls(story);
    for (Fault fault : Fault.values()) {
      for (int at = 0; at < calls; at++) {
        var simulation = new Simulation(story, at);
        simulation.first(at, fault);
        simulation.run(story + ", " + fault + " at call " + at);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Story.class)
  void a_second_death_changes_nothing_about_the_end(Story story) {
    int calls = calls(story);
    for (int first = 0; first < calls; first++) {
      boolean died = true;
      for (int second = 0; died; second++) {
        var simulation = new Simulation(story, 0);
        simulation.first(first, Fault.DIES_AFTER);
        simulation.second(second, Fault.DIES_AFTER);
        simulation.run(story + ", deaths after call " + first + " and then " + second);
        died = simulation.secondDied();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Story.class)
  void a_write_that_comes_late_never_undoes_what_was_decided_since(Story story) {
    int calls = calls(story);
    for (int at = 0; at < calls; at++) {
      for (long seed = 0; seed < SEEDS; seed++) {
        var simulation = new Simulation(story, seed);
        simulation.first(at, Fault.ANSWER_LOST_DONE_LATER);
        simulation.run(story + ", call " + at + " done late, seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Story.class)
  void what_ends_a_phase_is_told_as_that_phases_own(Story story) {
    var simulation = new Simulation(story, 0);
    Rollout rollout = simulation.first.orchestrator().start(Simulation.spec());
    simulation.toItsEnd(rollout, simulation.first);

    assertThat(rollout.events())
        .filteredOn(event -> event.type() == RolloutEvent.Type.DONE)
        .isNotEmpty()
        .noneMatch(event -> event.phase().isFinal());
  }

  private static int calls(Story story) {
    var simulation = new Simulation(story, 0);
    simulation.run(story + " without a fault");
    return simulation.calls();
  }

  /** One simulated rollout. */
  private static final class Simulation {
    private final Story story;
    private final long seed;
    private final ManualTime time = new ManualTime();
    private final World world = new World(time);
    private final MemoryStore store = new MemoryStore();
    private SimulatedProcess first;
    private SimulatedProcess second;

    Simulation(Story story, long seed) {
      this.story = story;
      this.seed = seed;
      story.setUp(world);
      first = process(-1, Fault.NONE);
      second = process(-1, Fault.NONE);
    }

    private SimulatedProcess process(int at, Fault fault) {
      return new SimulatedProcess(time, world, store, seed, at, fault);
    }

    void first(int at, Fault fault) {
      first = process(at, fault);
    }

    void second(int at, Fault fault) {
      second = process(at, fault);
    }

    boolean secondDied() {
      return second.isDead();
    }

    int calls() {
      return first.calls();
    }

    /** Runs to the end, each process going on where the one before it has died or stands still. */
    void run(String when) {
      first.whileFrozen(() -> toItsEnd(goOn(second, o -> o.resume(WEB)), second));
      toItsEnd(first.orchestrator().start(spec()), first);
      if (first.isDead()) {
        toItsEnd(goOn(second, this::goOnOrStart), second);
      }
      if (second.isDead()) {
        SimulatedProcess third = process(-1, Fault.NONE);
        toItsEnd(goOn(third, this::goOnOrStart), third);
      }
      time.advance(LONG);
      story.check(world, saved(), when);
    }

    private String saved() {
      Optional<Phase> phase = process(-1, Fault.NONE).orchestrator().status(WEB).phase();
      return phase.map(p -> p.name().toLowerCase(Locale.ROOT).replace('_', '-')).orElse("none");
    }

    /** Resumes what has not ended; starts anew where nothing was ever saved. */
    private Optional<Rollout> goOnOrStart(BlueGreenOrchestrator orchestrator) {
      Optional<Rollout> resumed = orchestrator.resume(WEB);
      boolean none = resumed.isEmpty() && orchestrator.status(WEB).phase().isEmpty();
      return none ? Optional.of(orchestrator.start(spec())) : resumed;
    }

    private static CompletableFuture<?> goOn(
        SimulatedProcess process, Function<BlueGreenOrchestrator, Optional<Rollout>> how) {
      var ended = new CompletableFuture<Object>();
      process.execute(
          () ->
              how.apply(process.orchestrator())
                  .ifPresentOrElse(
                      rollout -> rollout.outcome().thenAccept(ended::complete),
                      () -> ended.complete("nothing left")));
      return ended;
    }

    private void toItsEnd(Rollout rollout, SimulatedProcess process) {
      toItsEnd(rollout.outcome().toCompletableFuture(), process);
    }

    private void toItsEnd(CompletableFuture<?> ended, SimulatedProcess process) {
      for (Duration passed = Duration.ZERO;
          !ended.isDone() && !process.isDead() && passed.compareTo(LONG) < 0;
          passed = passed.plusSeconds(1)) {
        time.advance(Duration.ofSeconds(1));
      }
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
}
