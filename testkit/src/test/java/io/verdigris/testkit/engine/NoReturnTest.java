package io.verdigris.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus.Action;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.testkit.ManualTime;
import io.verdigris.testkit.MemoryStore;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rollouts with a hook that takes away what the old version needs. */
class NoReturnTest {
  private static final Application WEB = new Application("shop", "web");
  private static final Duration LONG = Duration.ofDays(2);
  private static final PhaseHook DROPS = request -> Progress.done(new HookResult("dropped"));

  private final ManualTime time = new ManualTime();
  private final World world = new World(time);
  private final MemoryStore store = new MemoryStore();
  private final SimulatedProcess first = new SimulatedProcess(time, world, store);
  private final SimulatedProcess second = new SimulatedProcess(time, world, store);

  private static BlueGreenOrchestrator with(SimulatedProcess process, PhaseHook contract) {
    return process
        .builder()
        .hook("contract", contract)
        .hook("waits", request -> Progress.waiting("a decision", Duration.ofSeconds(5)))
        .build();
  }

  private static RolloutSpec.Builder spec(String phase) {
    return RolloutSpec.builder(WEB)
        .image("app", "web:2")
        .soak(Duration.ofMinutes(1))
        .use(Extension.of(Extension.Kind.METRICS, "simulated", Map.of()))
        .use(HardLimits.limits().maxErrorRate(0.05).extension())
        .use(contract(phase));
  }

  private static Extension contract(String phase) {
    return Extension.of(
        Extension.Kind.HOOK,
        "contract",
        Map.of("phase", phase, "moment", "before", "point-of-no-return", "drops orders.note"));
  }

  private void until(Rollout rollout, Phase phase) {
    assertThat(time.advanceUntil(() -> rollout.phase() == phase, LONG)).isTrue();
  }

  private RolloutOutcome end(Rollout rollout) {
    var ended = rollout.outcome().toCompletableFuture();
    time.advanceUntil(ended::isDone, LONG);
    assertThat(ended).as("outcome; it is in %s", rollout.phase()).isDone();
    assertThat(world.violations()).isEmpty();
    return ended.join();
  }

  @Test
  void the_plan_says_where_the_way_back_ends() {
    assertThat(with(first, DROPS).plan(spec("DECOMMISSION").build()).notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .contains(
                        "point of no return is before DECOMMISSION",
                        "hook contract",
                        "orders.note"));
  }

  @Test
  void past_it_a_worse_new_colour_keeps_the_traffic_and_a_person_must_look() {
    Rollout rollout = with(first, DROPS).start(spec("MONITOR").build());
    until(rollout, Phase.MONITOR);
    time.advance(Duration.ofSeconds(5));
    world.greenFails = true;

    RolloutOutcome outcome = end(rollout);

    assertThat(outcome.name()).isEqualTo("halted");
    assertThat(outcome.reason()).contains("the point of no return is past (drops orders.note)");
    assertThat(world.live).contains(Colour.GREEN);
    assertThat(world.env(Colour.BLUE).desired).as("what to go back to, by hand").isPositive();
  }

  @Test
  void whoever_takes_over_after_a_death_in_the_hook_knows_that_it_is_past() {
    PhaseHook hangs = request -> Progress.waiting("the statement", Duration.ofSeconds(5));
    Rollout left = with(first, hangs).start(spec("MONITOR").build());
    until(left, Phase.MONITOR);
    time.advance(Duration.ofSeconds(5));
    first.kill();
    BlueGreenOrchestrator other = with(second, hangs);

    assertThatThrownBy(() -> other.abort(WEB, "ann", "slow"))
        .isInstanceOf(VerdigrisException.class)
        .hasMessageContaining("point of no return is past (drops orders.note)");
    assertThat(other.status(WEB).possible())
        .filteredOn(possible -> possible.action() == Action.ABORT)
        .singleElement()
        .asString()
        .contains("past the point of no return");
    Rollout resumed = other.resume(WEB).orElseThrow();
    time.advance(Duration.ofMinutes(1));
    world.greenFails = true;

    assertThat(end(resumed).name()).isEqualTo("halted");
    assertThat(world.live).contains(Colour.GREEN);
  }

  @Test
  void a_person_who_confirms_that_the_old_version_can_serve_goes_back() {
    PhaseHook hangs = request -> Progress.waiting("the statement", Duration.ofSeconds(5));
    Rollout rollout = with(first, hangs).start(spec("MONITOR").build());
    until(rollout, Phase.MONITOR);
    time.advance(Duration.ofSeconds(5));

    rollout.abort("ann", "slow");
    time.advance(Duration.ofSeconds(5));
    assertThat(rollout.phase()).isEqualTo(Phase.MONITOR);
    second.orchestrator().abortPastNoReturn(WEB, "ann", "the column is back");

    RolloutOutcome outcome = end(rollout);
    assertThat(outcome.name()).isEqualTo("rolled-back");
    assertThat(outcome.notes()).anyMatch(note -> note.contains("past the point of no return"));
    assertThat(world.live).contains(Colour.BLUE);
  }

  @Test
  void the_version_before_is_brought_back_only_by_who_confirms_it_until_it_is_overwritten() {
    BlueGreenOrchestrator orchestrator = with(first, DROPS);
    assertThat(end(orchestrator.start(spec("DECOMMISSION").build())).name()).isEqualTo("promoted");
    RolloutSpec.Builder back =
        RolloutSpec.builder(WEB).previousVersion().soak(Duration.ofMinutes(1));

    RolloutOutcome refused = end(orchestrator.start(back.build()));
    assertThat(refused.name()).isEqualTo("rejected");
    assertThat(refused.reason()).contains("version before", "orders.note", "--past-no-return");

    // a rollout that ends before it has touched the idle colour leaves it as it is
    Rollout early =
        orchestrator.start(
            RolloutSpec.builder(WEB).image("app", "web:3").use(waiting("PREPARE")).build());
    until(early, Phase.PREPARE);
    early.abort("ann", "not now");
    assertThat(end(early).name()).isEqualTo("rejected");
    assertThat(end(orchestrator.start(back.build())).reason()).contains("orders.note");

    assertThat(end(orchestrator.start(back.pastNoReturn().build())).name()).isEqualTo("promoted");
    assertThat(end(orchestrator.start(previous())).name()).isEqualTo("promoted");
  }

  private static RolloutSpec previous() {
    return RolloutSpec.builder(WEB).previousVersion().soak(Duration.ofMinutes(1)).build();
  }

  private static Extension waiting(String phase) {
    return Extension.of(Extension.Kind.HOOK, "waits", Map.of("phase", phase, "moment", "before"));
  }
}
