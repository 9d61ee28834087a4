package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatchStepsTest {
  private static final Map<String, Long> IDLE = Map.of("a", 7L, "b", 8L, "c", 9L);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final Scene scene = new Scene(Phase.DECOMMISSION, Step.DRAIN);

  @Test
  void a_colour_whose_pods_count_nothing_for_the_quiet_time_is_silent() {
    scene.counting(IDLE).drain();

    assertWaits(scene.after(Duration.ofSeconds(9)).counting(IDLE).drain());
    assertDone(scene.after(SECOND).counting(IDLE).drain(), "blue has been silent for 10s");
  }

  @Test
  void what_a_source_repeats_from_before_is_no_silence() {
    Instant scraped = scene.now();
    scene.counting(IDLE, scraped).drain();

    assertWaits(scene.after(Duration.ofSeconds(29)).counting(IDLE, scraped).drain());
    assertWaits(
        scene.after(SECOND).counting(Map.of("a", 3000L, "b", 8L, "c", 9L), scene.now()).drain());
  }

  @Test
  void silence_is_counted_from_the_newest_counter_to_the_oldest() {
    Instant first = scene.now();
    var spread = new Sample.AsOf(first, first.plusSeconds(8));
    scene.metrics(new Sample.Value(Map.of("a", Scene.counters(1, 0)), spread)).pods("a").drain();

    assertWaits(scene.counting(Map.of("a", 1L), first.plusSeconds(17)).drain());
    assertDone(scene.counting(Map.of("a", 1L), first.plusSeconds(18)).drain(), "silent");
  }

  @Test
  void pods_that_cannot_be_read_are_not_silent() {
    scene.counting(Map.of("a", 7L)).drain();

    assertWaits(scene.after(Duration.ofMinutes(2)).counting(Map.of("a", 7L)).drain());
  }

  @Test
  void a_look_at_which_one_pod_was_not_read_does_not_begin_the_silence_anew() {
    scene.counting(IDLE).drain();
    assertWaits(scene.after(Duration.ofSeconds(9)).counting(Map.of("a", 7L)).drain());

    assertDone(scene.after(SECOND).counting(IDLE).drain(), "silent");
  }

  @Test
  void requests_of_one_pod_are_not_hidden_by_a_restart_of_another() {
    scene.counting(Map.of("a", 5L, "b", 5L)).pods("a", "b").drain();

    assertWaits(scene.after(Duration.ofSeconds(20)).counting(Map.of("a", 0L, "b", 10L)).drain());
  }

  @Test
  void pods_that_never_had_traffic_are_silent_too() {
    scene.metrics(new Sample.NoTraffic(Sample.AsOf.at(scene.now()))).drain();
    scene.after(Duration.ofSeconds(10));

    assertDone(scene.metrics(new Sample.NoTraffic(Sample.AsOf.at(scene.now()))).drain(), "silent");
  }

  @Test
  void a_colour_of_which_no_pod_is_listed_is_gone_only_when_none_is_asked_for() {
    scene.metrics(new Sample.Missing("no pod")).pods();

    assertWaits(scene.drain());
    assertDone(scene.desired(0).woken().drain(), "blue serves nothing any more");
  }

  @Test
  void a_colour_that_still_serves_is_taken_away_after_the_drain_timeout_with_a_note() {
    scene.counting(IDLE).drain();
    var done = (Event.StepDone) scene.counting(Map.of("a", 9L, "b", 9L, "c", 9L)).last().drain();

    assertThat(done.note()).contains("drain timeout of 5m", "not seen to be silent");
  }

  @Test
  void without_counters_the_drain_timeout_is_waited_for_in_one_piece() {
    var waiting = (Event.StepWaiting) scene.after(Duration.ofMinutes(1)).drain();

    assertThat(waiting.checkAgain()).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void the_pods_are_listed_again_only_when_something_changed_or_after_half_a_minute() {
    for (int i = 0; i < 29; i++) {
      scene.counting(Map.of("a", (long) i, "b", 1L, "c", 1L)).after(SECOND).drain();
    }
    assertThat(scene.environments).as("of both colours").isEqualTo(2);

    scene.woken().drain();
    assertThat(scene.environments).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"CONFIRM", "MONITOR"})
  void a_new_colour_that_fails_raises_the_alarm_during_other_steps(Phase phase) {
    var hook = new Scene(phase, Step.HOOKS_AFTER);
    failing(hook, 0);
    assertThat(hook.alarm()).isEmpty();
    hook.after(Duration.ofSeconds(2));
    failing(hook, 500);

    assertThat(hook.alarm())
        .get()
        .isInstanceOfSatisfying(
            Event.Judged.class,
            judged -> assertThat(judged.judgement().verdict()).isEqualTo(Verdict.ROLL_BACK));
  }

  @Test
  void a_suspicion_goes_back_where_both_colours_cannot_serve_first_and_waits_where_they_can() {
    assertThat(suspecting(Phase.MONITOR, Step.HOOKS_BEFORE).alarm(false)).isEmpty();
    assertThat(suspecting(Phase.MONITOR, Step.HOOKS_BEFORE).alarm(true)).isPresent();
    assertThat(suspecting(Phase.DECOMMISSION, Step.HOOKS_BEFORE).alarm(false)).isPresent();
  }

  /** A colour that a policy suspects, and a switcher that can have both serve. */
  private static Scene suspecting(Phase phase, Step step) {
    RollbackPolicy policy = evidence -> Judgement.suspect("20 fail");
    Extension named = Extension.of(Extension.Kind.POLICY, "own", Map.of());
    return new Scene(phase, step)
        .judgedBy(new Named<>(named, policy), true)
        .counting(Map.of("a", 7L));
  }

  private static void failing(Scene scene, long requests) {
    scene.metrics(
        new Sample.Value(
            Map.of("a", Scene.counters(requests, requests)), Sample.AsOf.at(scene.now())));
  }

  @Test
  void the_alarm_samples_no_more_often_than_asked_for() {
    var hook = new Scene(Phase.MONITOR, Step.HOOKS_AFTER).counting(IDLE);
    for (int i = 0; i < 20; i++) {
      assertThat(hook.after(Duration.ofMillis(100)).alarm()).isEmpty();
    }

    assertThat(hook.readings).isEqualTo(1);
  }

  @Test
  void the_alarm_is_not_raised_before_traffic_moved_nor_when_the_old_colour_is_gone() {
    var before = new Scene(Phase.VERIFY, Step.HOOKS_AFTER).pods();
    var gone = new Scene(Phase.DECOMMISSION, Step.HOOKS_AFTER).pods();

    assertThat(before.counting(IDLE).alarm()).isEmpty();
    assertThat(gone.counting(IDLE).alarm()).isEmpty();
    assertThat(before.readings + gone.readings).isZero();
  }

  @Test
  void a_live_colour_of_which_nothing_is_ready_goes_back_while_the_old_one_drains() {
    assertWaits(scene.counting(IDLE).drain());

    assertGoesBack(scene.livePods(0).woken().drain());
  }

  @Test
  void no_policy_is_asked_about_a_live_colour_of_which_nothing_is_ready_or_asked_for() {
    assertGoesBack(new Scene(Phase.MONITOR, Step.WATCH).pods().watch());
    assertGoesBack(new Scene(Phase.MONITOR, Step.WATCH).desired(0).watch());
  }

  @Test
  void a_crash_loop_takes_traffic_back_although_pods_are_ready() {
    var watch = new Scene(Phase.MONITOR, Step.WATCH).counting(IDLE).restarts(Map.of("a", 9));
    assertThat(verdict(watch.watch())).isEqualTo(Verdict.HOLD);

    watch.pods("a", "b").restarts(Map.of("a", 9, "c", 2)).woken();
    assertThat(verdict(watch.watch())).isEqualTo(Verdict.HOLD);
    watch.restarts(Map.of("a", 9, "c", 3)).after(Duration.ofSeconds(5));

    assertThat(verdict(watch.watch())).isEqualTo(Verdict.ROLL_BACK);
  }

  @Test
  void a_whole_colour_is_looked_at_for_restarts_each_half_minute() {
    var watch = new Scene(Phase.MONITOR, Step.WATCH).restarts(Map.of("a", 0));
    watch.watch();
    watch.restarts(Map.of("a", 3));

    assertThat(verdict(watch.after(Duration.ofSeconds(29)).watch())).isEqualTo(Verdict.CONTINUE);
    assertThat(verdict(watch.after(SECOND).watch())).isEqualTo(Verdict.ROLL_BACK);
  }

  @Test
  void a_source_that_ceases_to_tell_takes_traffic_back_once_that_lasts_too_long() {
    var watch = new Scene(Phase.MONITOR, Step.WATCH);
    watch.whenBlind(Blind.MISSING, BlindRule.rollBackAfter(Duration.ofSeconds(10)));
    watch.metrics(new Sample.Missing("no series"));

    assertThat(((Event.Judged) watch.watch()).judgement())
        .isEqualTo(
            Judgement.blind("the metrics are missing: no series; traffic goes back after 10s"));
    assertThat(verdict(watch.after(Duration.ofSeconds(9)).watch())).isEqualTo(Verdict.BLIND);
    assertThat(verdict(watch.after(SECOND).watch())).isEqualTo(Verdict.ROLL_BACK);
  }

  @Test
  void what_can_be_seen_is_judged_although_a_pod_cannot() {
    var watch = new Scene(Phase.MONITOR, Step.WATCH);
    Function<Long, Sample> part =
        errors ->
            new Sample.Value(
                Map.of("a", Scene.counters(errors, errors)),
                Sample.AsOf.at(watch.now()),
                Map.of("b", "refused"));
    watch.metrics(part.apply(0L)).watch();

    assertThat(verdict(watch.after(SECOND).watch())).isEqualTo(Verdict.BLIND);
    assertThat(verdict(watch.metrics(part.apply(500L)).after(SECOND).watch()))
        .isEqualTo(Verdict.ROLL_BACK);
  }

  private static Verdict verdict(Event event) {
    return ((Event.Judged) event).judgement().verdict();
  }

  private static void assertGoesBack(Event event) {
    assertThat(event)
        .isInstanceOfSatisfying(
            Event.Judged.class,
            judged -> {
              assertThat(judged.judgement().verdict()).isEqualTo(Verdict.ROLL_BACK);
              assertThat(judged.judgement().why()).contains("green is live, but");
            });
  }

  private static void assertDone(Event event, String message) {
    assertThat(event)
        .isInstanceOfSatisfying(
            Event.StepDone.class, done -> assertThat(done.message()).contains(message));
  }

  private static void assertWaits(Event event) {
    assertThat(event).isInstanceOf(Event.StepWaiting.class);
  }
}
