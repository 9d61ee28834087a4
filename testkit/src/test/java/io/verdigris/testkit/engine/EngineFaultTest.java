package io.verdigris.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.EntryProbe;
import io.verdigris.spi.OutcomeUnknownException;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.testkit.ManualTime;
import io.verdigris.testkit.MemoryStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What persons, other processes and faults that last do to a rollout in the wrong moment. */
class EngineFaultTest {
  private static final Application WEB = new Application("shop", "web");
  private static final Duration LONG = Duration.ofDays(2);

  private final ManualTime time = new ManualTime();
  private final World world = new World(time);
  private final MemoryStore store = new MemoryStore();
  private final SimulatedProcess first = process();
  private final SimulatedProcess second = process();

  private SimulatedProcess process() {
    return new SimulatedProcess(time, world, store);
  }

  private static RolloutSpec.Builder spec() {
    return RolloutSpec.builder(WEB)
        .image("app", "web:2")
        .soak(Duration.ofMinutes(1))
        .deployTimeout(Duration.ofMinutes(2))
        .use(Extension.of(Extension.Kind.METRICS, "simulated", Map.of()))
        .use(HardLimits.limits().maxErrorRate(0.05).extension());
  }

  private static Extension hook(String id, String timeout) {
    return Extension.of(Extension.Kind.HOOK, id, Map.of("timeout", timeout));
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

  private static void unavailable() {
    throw new IllegalStateException("503");
  }

  private static void refused() {
    throw new PermanentFailureException("403");
  }

  private static void outOfMemory() {
    throw new OutOfMemoryError("Java heap space");
  }

  private static void unanswered() {
    throw new OutcomeUnknownException("no answer");
  }

  @Test
  void an_approval_whose_save_fails_once_is_not_the_end_of_the_looks() {
    Rollout rollout = first.orchestrator().start(spec().requireApproval().build());
    until(rollout, Phase.VERIFY);
    time.advance(Duration.ofSeconds(5));
    first.trouble("save", 1, EngineFaultTest::unavailable);

    rollout.approve("ann");

    assertThat(end(rollout).name()).isEqualTo("promoted");
  }

  @Test
  void an_approval_that_nobody_waits_for_leaves_no_new_colour_unwatched() {
    Rollout rollout = first.orchestrator().start(spec().build());
    until(rollout, Phase.MONITOR);
    first.trouble("save", 1, EngineFaultTest::unavailable);

    rollout.approve("ann");
    time.advance(Duration.ofSeconds(5));
    world.greenFails = true;

    assertThat(end(rollout).name()).isEqualTo("rolled-back");
  }

  @Test
  void a_save_that_is_refused_for_a_moment_leaves_no_new_colour_unwatched() {
    Rollout rollout = first.orchestrator().start(spec().build());
    until(rollout, Phase.MONITOR);
    first.trouble("save", 3, EngineFaultTest::refused);

    assertThat(end(rollout).name()).isEqualTo("promoted");
  }

  @Test
  void a_refusal_that_passes_leaves_no_new_colour_unwatched() {
    Rollout rollout = first.orchestrator().start(spec().build());
    until(rollout, Phase.MONITOR);
    time.advance(Duration.ofSeconds(5));
    Instant turned = time.instant();
    world.greenFails = true;
    first.trouble("read", 2, EngineFaultTest::refused);

    assertThat(end(rollout).name()).isEqualTo("rolled-back");
    assertThat(Duration.between(turned, time.instant())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void what_a_process_that_lives_has_let_go_of_it_resumes_when_asked() {
    BlueGreenOrchestrator orchestrator = first.orchestrator();
    Rollout left = orchestrator.start(spec().build());
    until(left, Phase.MONITOR);
    first.trouble("save", Integer.MAX_VALUE, EngineFaultTest::refused);
    assertThat(end(left).reason()).contains("403", "for another process to resume");
    first.trouble("save", 1, () -> {});
    // for the sake of its other rollouts
    String owner = store.load(WEB).value().owner();
    for (int at = 0; at < 10; at++) {
      time.schedule(
          () -> store.heartbeat("shop", owner, Duration.ofSeconds(15)), Duration.ofSeconds(at));
    }
    time.runUntilIdle();

    Rollout resumed = orchestrator.resume(WEB).orElseThrow();

    assertThat(end(resumed).name()).isEqualTo("promoted");
    assertThat(store.load(WEB).value().fence()).isEqualTo(2);
  }

  @Test
  void a_process_without_memory_leaves_its_rollouts_to_others() {
    BlueGreenOrchestrator orchestrator = first.orchestrator();
    Rollout left = orchestrator.start(spec().build());
    until(left, Phase.MONITOR);
    AutoCloseable unused = orchestrator.standBy("shop", rollout -> {});
    first.trouble("heartbeats", 1, EngineFaultTest::outOfMemory);
    time.advance(Duration.ofSeconds(1));

    assertThat(end(left).reason()).contains("ran out of memory", "for another process to resume");
    assertThatThrownBy(() -> orchestrator.start(spec().build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("make another one");
    Rollout resumed = second.orchestrator().resume(WEB).orElseThrow();
    assertThat(end(resumed).name()).isEqualTo("promoted");
    assertThat(world.switches).isEqualTo(1);
  }

  @Test
  void nobody_waits_for_ever_where_there_is_not_even_memory_to_let_go() {
    Rollout left = first.orchestrator().start(spec().build());
    until(left, Phase.MONITOR);
    first.trouble("read", 1, EngineFaultTest::outOfMemory);
    first.trouble("withdraw", 1, EngineFaultTest::outOfMemory);

    assertThat(end(left).reason()).contains("OutOfMemoryError", "for another process to resume");
    Rollout resumed = second.orchestrator().resume(WEB).orElseThrow();
    assertThat(end(resumed).name()).isEqualTo("promoted");
  }

  @Test
  void an_approval_during_admission_counts() {
    first.trouble("admit", 1, EngineFaultTest::unavailable);
    Rollout rollout = first.orchestrator().start(spec().requireApproval().build());

    rollout.approve("bot");

    assertThat(end(rollout).name()).isEqualTo("promoted");
  }

  @Test
  void an_abort_before_the_rollout_is_taken_over_is_kept_until_then() {
    Rollout left = first.orchestrator().start(spec().build());
    until(left, Phase.MONITOR);
    first.kill();

    Rollout resumed = second.orchestrator().resume(WEB).orElseThrow();
    resumed.abort("ann", "undo");

    assertThat(end(resumed).reason()).isEqualTo("aborted by ann: undo");
    assertThat(world.live).contains(Colour.BLUE);
  }

  @Test
  void an_abort_that_was_asked_for_while_nobody_drove_keeps_traffic_from_moving() {
    Rollout left = first.orchestrator().start(spec().build());
    until(left, Phase.VERIFY);
    first.kill();
    process().orchestrator().abort(WEB, "ann", "stop");

    Rollout resumed = second.orchestrator().resume(WEB).orElseThrow();

    assertThat(end(resumed).name()).isEqualTo("rejected");
    assertThat(world.switches).isZero();
  }

  @Test
  void an_abort_while_a_switch_is_unanswered_does_not_let_it_land_later() {
    Rollout rollout = first.orchestrator().start(spec().build());
    first.trouble(
        "switchTo",
        1,
        () -> {
          rollout.abort("ann", "it hangs");
          unanswered();
        });

    assertThat(end(rollout).name()).isEqualTo("rejected");
    assertThat(world.live).contains(Colour.BLUE);
    assertThat(world.env(Colour.GREEN).desired).isZero();
    assertThat(world.fence).isGreaterThan(1);
  }

  @Test
  void a_rollout_that_ends_while_another_process_waits_to_resume_it_is_told_to_both() {
    Rollout ending = first.orchestrator().start(spec().build());
    until(ending, Phase.DECOMMISSION);
    time.advance(Duration.ofMillis(9500));

    Optional<Rollout> waiting = second.orchestrator().resume(WEB);

    assertThat(end(ending).name()).isEqualTo("promoted");
    assertThat(waiting).isPresent();
    assertThat(end(waiting.orElseThrow()).name()).isIn("promoted", "halted");
  }

  @Test
  void an_unanswered_question_in_admission_is_asked_again_and_nothing_is_written() {
    first.trouble("admit", 1, EngineFaultTest::unanswered);

    Rollout rollout = first.orchestrator().start(spec().build());

    assertThat(end(rollout).name()).isEqualTo("promoted");
    assertThat(store.load(WEB).value().fence()).isEqualTo(1);
  }

  @Test
  void an_unanswered_write_before_the_take_over_is_tried_again() {
    for (String write : List.of("heartbeat", "save")) {
      world.live = Optional.of(Colour.BLUE);
      SimulatedProcess dying = process();
      Rollout left = dying.orchestrator().start(spec().build());
      until(left, Phase.MONITOR);
      dying.kill();
      SimulatedProcess next = process();
      next.trouble(write, 1, EngineFaultTest::unanswered);

      Rollout resumed = next.orchestrator().resume(WEB).orElseThrow();

      assertThat(end(resumed).name()).as(write).isEqualTo("promoted");
      world.scale(Colour.BLUE, 3, "v1");
      time.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void a_hook_that_throws_has_no_longer_than_its_time() {
    var orchestrator =
        first
            .builder()
            .hook(
                "flags",
                request -> {
                  throw new IllegalStateException("the flag service is down");
                })
            .build();

    Rollout rollout = orchestrator.start(spec().use(hook("flags", "PT1M")).build());

    assertThat(end(rollout).reason()).contains("hook flags", "1m", "the flag service is down");
    assertThat(world.switches).isZero();
  }

  @Test
  void an_outage_at_the_very_end_of_a_time_limit_does_not_halt() {
    RolloutSpec spec =
        RolloutSpec.builder(WEB).image("app", "web:2").soak(Duration.ofMinutes(1)).build();
    Rollout rollout = first.orchestrator().start(spec);
    until(rollout, Phase.DECOMMISSION);
    time.advance(spec.timings().drain().minusSeconds(3));
    for (String call : List.of("read", "ready", "scale", "save", "load")) {
      first.trouble(call, 4, EngineFaultTest::unavailable);
    }

    assertThat(end(rollout).name()).isEqualTo("promoted");
  }

  @Test
  void an_entry_that_names_no_pods_does_not_hold_the_way_back() {
    EntryProbe mute = entry -> Optional.empty();
    var orchestrator = first.builder().shared(EntryProbe.class, mute).build();
    world.greenFails = true;

    Rollout rollout =
        orchestrator.start(spec().entry(Entry.of(URI.create("http://127.0.0.1:1/"))).build());

    assertThat(end(rollout).name()).isEqualTo("rolled-back");
    assertThat(world.env(Colour.GREEN).desired).isZero();
  }

  @Test
  void a_class_that_does_not_fit_rejects_and_names_the_extension() {
    var orchestrator =
        first
            .builder()
            .verifier(
                "old",
                request -> {
                  throw new NoSuchMethodError("gone");
                })
            .build();

    Rollout rollout =
        orchestrator.start(
            spec().use(Extension.of(Extension.Kind.VERIFIER, "old", Map.of())).build());

    assertThat(end(rollout).reason()).contains("verifier old", "NoSuchMethodError");
  }

  @Test
  void a_switch_that_is_never_answered_ends_and_is_not_hammered() {
    int[] tries = {0};
    first.trouble(
        "switchTo",
        Integer.MAX_VALUE,
        () -> {
          tries[0]++;
          unanswered();
        });

    Rollout rollout = first.orchestrator().start(spec().build());

    assertThat(end(rollout).name()).isEqualTo("rejected");
    assertThat(tries[0]).isBetween(2, 100);
    assertThat(world.live).contains(Colour.BLUE);
  }

  @Test
  void a_selector_that_loses_its_colour_during_a_hook_ends_the_rollout_within_half_a_minute() {
    var orchestrator =
        first
            .builder()
            .hook("tests", request -> Progress.waiting("tests", Duration.ofMinutes(5)))
            .build();
    Rollout rollout = orchestrator.start(spec().use(hook("tests", "PT9M")).build());
    until(rollout, Phase.VERIFY);
    time.advance(Duration.ofSeconds(2));

    world.live = Optional.empty();
    world.problems = List.of(new Finding("selector", "x", "names no colour", "y"));
    time.advance(Duration.ofSeconds(31));

    assertThat(end(rollout).reason()).contains("someone else changed where traffic goes");
    assertThat(world.env(Colour.GREEN).desired).isZero();
  }

  @Test
  void a_new_colour_that_fails_during_a_hook_after_the_switch_is_taken_back() {
    var orchestrator =
        first
            .builder()
            .hook("smoke", request -> Progress.waiting("smoke", Duration.ofMinutes(5)))
            .build();
    Extension smoke =
        Extension.of(Extension.Kind.HOOK, "smoke", Map.of("phase", "CONFIRM", "timeout", "PT30M"));
    Rollout rollout = orchestrator.start(spec().use(smoke).build());
    until(rollout, Phase.CONFIRM);
    time.advance(Duration.ofSeconds(10));

    world.greenFails = true;
    time.advance(Duration.ofMinutes(1));

    assertThat(end(rollout).name()).isEqualTo("rolled-back");
  }

  @Test
  void traffic_that_somebody_moves_back_as_the_way_back_begins_is_a_way_back() {
    Rollout rollout = first.orchestrator().start(spec().build());
    until(rollout, Phase.MONITOR);
    time.advance(Duration.ofSeconds(5));
    world.greenFails = true;
    until(rollout, Phase.ROLL_BACK);

    world.live = Optional.of(Colour.BLUE);

    assertThat(end(rollout).name()).isEqualTo("rolled-back");
    assertThat(world.env(Colour.GREEN).desired).isZero();
  }

  @Test
  void a_newer_rollout_supersedes_the_one_under_way_when_asked_to() {
    Rollout older = first.orchestrator().start(spec().requireApproval().build());
    until(older, Phase.VERIFY);

    Rollout newer = second.orchestrator().start(spec().image("app", "web:3").supersede().build());

    assertThat(end(newer).name()).isEqualTo("promoted");
    assertThat(end(older).reason()).contains("superseded by a newer rollout");
    assertThat(newer.events()).anyMatch(event -> event.type() == RolloutEvent.Type.WAITING);
  }

  @Test
  void numbers_go_on_after_the_ledger_was_deleted() {
    assertThat(end(first.orchestrator().start(spec().build())).rollout()).isEqualTo("web-1");
    var anew = new SimulatedProcess(time, world, new MemoryStore());

    RolloutOutcome outcome = end(anew.orchestrator().start(spec().build()));

    assertThat(outcome.rollout()).isEqualTo("web-2");
  }

  @Test
  void what_ends_a_phase_is_told_as_that_phases_own() {
    Rollout rollout = first.orchestrator().start(spec().build());
    end(rollout);

    assertThat(rollout.events())
        .filteredOn(event -> event.type() == RolloutEvent.Type.DONE)
        .isNotEmpty()
        .noneMatch(event -> event.phase().isFinal());
  }
}
