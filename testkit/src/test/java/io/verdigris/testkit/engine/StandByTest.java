package io.verdigris.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.VerdigrisException;
import io.verdigris.testkit.ManualTime;
import io.verdigris.testkit.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes that take over what others leave. */
class StandByTest {
  private static final Application WEB = new Application("shop", "web");
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration LEASE = Duration.ofSeconds(15);

  private final ManualTime time = new ManualTime();
  private final World world = new World(time);
  private final MemoryStore store = new MemoryStore();
  private final SimulatedProcess first = new SimulatedProcess(time, world, store);
  private final SimulatedProcess second = new SimulatedProcess(time, world, store);
  private final List<Rollout> taken = new ArrayList<>();

  private static RolloutSpec spec() {
    return RolloutSpec.builder(WEB).image("app", "web:2").soak(Duration.ofMinutes(5)).build();
  }

  private BlueGreenOrchestrator standingBy(SimulatedProcess process) {
    BlueGreenOrchestrator orchestrator = process.orchestrator();
    AutoCloseable unused = orchestrator.standBy("shop", taken::add);
    return orchestrator;
  }

  private Rollout watched(BlueGreenOrchestrator orchestrator) {
    Rollout rollout = orchestrator.start(spec());
    assertThat(time.advanceUntil(() -> rollout.phase() == Phase.MONITOR, LONG)).isTrue();
    time.advance(Duration.ofSeconds(20));
    return rollout;
  }

  private Duration untilTaken() {
    Instant since = time.instant();
    assertThat(time.advanceUntil(() -> !taken.isEmpty(), LONG)).isTrue();
    return Duration.between(since, time.instant());
  }

  private void endsPromoted(Rollout rollout) {
    var ended = rollout.outcome().toCompletableFuture();
    time.advanceUntil(ended::isDone, LONG);
    assertThat(ended.join()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(world.violations()).isEmpty();
    assertThat(world.live).contains(Colour.GREEN);
    assertThat(world.switches).isEqualTo(1);
  }

  @Test
  void what_a_process_leaves_in_order_is_taken_over_at_once() {
    BlueGreenOrchestrator leaving = first.orchestrator();
    standingBy(second);
    watched(leaving);
    assertThat(taken).as("while its owner is alive").isEmpty();

    leaving.close();

    assertThat(untilTaken()).isLessThanOrEqualTo(Duration.ofMillis(500));
    endsPromoted(taken.get(0));
  }

  @Test
  void what_a_dead_process_leaves_is_taken_over_as_soon_as_its_lease_has_run_out() {
    standingBy(second);
    watched(first.orchestrator());

    first.kill();

    assertThat(untilTaken()).isBetween(LEASE.dividedBy(2), LEASE.plus(Duration.ofMillis(500)));
    endsPromoted(taken.get(0));
  }

  @Test
  void what_was_left_before_anybody_stood_by_is_taken_over() {
    BlueGreenOrchestrator leaving = first.orchestrator();
    watched(leaving);
    leaving.close();

    standingBy(second);

    assertThat(untilTaken()).isLessThanOrEqualTo(Duration.ofMillis(500));
    endsPromoted(taken.get(0));
  }

  @Test
  void of_several_one_takes_it() {
    var third = new SimulatedProcess(time, world, store);
    standingBy(second);
    standingBy(third);
    watched(first.orchestrator());

    first.kill();

    untilTaken();
    time.advance(Duration.ofHours(1));
    assertThat(taken.stream().map(r -> r.outcome().toCompletableFuture().join().name()))
        .filteredOn("promoted"::equals)
        .hasSize(1);
    assertThat(world.violations()).isEmpty();
    assertThat(world.switches).isEqualTo(1);
  }

  @Test
  void whoever_does_not_stand_by_any_more_takes_nothing() throws Exception {
    AutoCloseable standBy = second.orchestrator().standBy("shop", taken::add);
    watched(first.orchestrator());
    standBy.close();

    nothingIsTakenOnceItsOwnerDies();
  }

  @Test
  void a_closed_orchestrator_takes_nothing() {
    BlueGreenOrchestrator idle = standingBy(second);
    watched(first.orchestrator());
    idle.close();

    nothingIsTakenOnceItsOwnerDies();
  }

  private void nothingIsTakenOnceItsOwnerDies() {
    first.kill();
    time.advance(Duration.ofHours(1));
    assertThat(taken).isEmpty();
  }

  @Test
  void an_error_in_between_is_not_the_end_of_it() {
    standingBy(second);
    watched(first.orchestrator());
    second.trouble(
        "heartbeats",
        1,
        () -> {
          throw new NoClassDefFoundError("gone");
        });
    time.advance(Duration.ofSeconds(1));

    first.kill();

    untilTaken();
    endsPromoted(taken.get(0));
  }

  @Test
  void a_store_that_does_not_answer_for_a_while_is_asked_again() {
    standingBy(second);
    watched(first.orchestrator());
    Runnable trouble =
        () -> {
          throw new VerdigrisException("no answer");
        };
    second.trouble("heartbeats", 40, trouble);
    second.trouble("loadAll", 3, trouble);

    first.kill();

    assertThat(untilTaken())
        .as("nothing is seen for 20 s, and three lists fail")
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(23));
    endsPromoted(taken.get(0));
  }

  @Test
  void an_owner_that_shows_a_new_sign_of_life_at_the_last_moment_keeps_its_rollout() {
    standingBy(second);
    Rollout rollout = watched(first.orchestrator());
    // those who stand by see what a watch told a moment ago; the store itself knows better
    second.trouble("heartbeatOf", 1, () -> store.heartbeats("shop").keySet().forEach(this::beat));
    first.trouble(
        "heartbeat",
        4,
        () -> {
          throw new VerdigrisException("no answer");
        });

    endsPromoted(rollout);
    assertThat(taken).isEmpty();
  }

  private void beat(String owner) {
    store.heartbeat("shop", owner, LEASE);
  }
}
