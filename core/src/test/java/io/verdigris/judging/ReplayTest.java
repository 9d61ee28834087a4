package io.verdigris.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.Comparison;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.ProviderSelectionException;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.judging.Replay.End;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Instant SWITCHED = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration SOAK = Duration.ofMinutes(1);
  private static final Extension LENIENT = limits(0.5);

  private final List<RolloutEvent> events = new ArrayList<>();

  ReplayTest() {
    tell(0, Phase.PROMOTE, Type.SWITCHED, Map.of("live", "green"));
  }

  @Test
  void a_green_that_failed_little_is_promoted_as_recorded_and_goes_back_under_a_stricter_limit() {
    terms(LENIENT, List.of());
    failing(60, 0.2);

    assertThat(replay(Replay.asRecorded()).end()).isEqualTo(End.PROMOTED);

    Replay.Result strict = replay(Replay.under(List.of(limits(0.01))));
    assertThat(strict.end()).isEqualTo(End.ROLLED_BACK);
    assertThat(strict.after()).isPositive().isLessThan(SOAK);
    assertThat(strict.why()).contains("requests failed", "20.00 %", "the limit is 1.00 %");
    assertThat(strict.changes())
        .extracting(change -> change.judgement().verdict())
        .startsWith(Verdict.BLIND)
        .endsWith(Verdict.ROLL_BACK);
    assertThat(strict.policies()).containsExactly(limits(0.01));
  }

  @Test
  void a_comparison_judges_by_the_recorded_old_colour() {
    terms(LENIENT, List.of(window(0, 0), window(60, 0.001)));
    failing(60, 0.2);

    Replay.Result result = replay(Replay.under(List.of(Comparison.withOldColour().extension())));

    assertThat(result.end()).isEqualTo(End.ROLLED_BACK);
    assertThat(result.why()).contains("6 of 6000 requests failed (0.10 %) before it");
  }

  @Test
  void a_record_that_ends_before_the_soak_is_inconclusive_and_says_what_really_happened() {
    terms(limits(0.01), List.of());
    failing(20, 0.2);
    tell(21, Phase.ROLL_BACK, Type.SWITCHED, Map.of("live", "blue"));
    tell(22, Phase.ROLLED_BACK, Type.OUTCOME, Map.of("outcome", "rolled-back"));

    Replay.Result result = replay(Replay.under(List.of(LENIENT)));

    assertThat(result.end()).isEqualTo(End.INCONCLUSIVE);
    assertThat(result.why()).startsWith("the record ends after 20s of a soak of 1m; by then: ");
    assertThat(result.wentBack()).contains(Duration.ofSeconds(21));
    assertThat(result.happened()).get().extracting(RolloutEvent::type).isEqualTo(Type.OUTCOME);
  }

  @Test
  void a_soak_at_whose_end_too_little_is_known_is_inconclusive() {
    terms(LENIENT, List.of());
    failing(60, 0);

    Extension demanding = HardLimits.limits().minRequests(100_000).extension();
    Replay.Result result = replay(Replay.under(List.of(demanding)));

    assertThat(result.end()).isEqualTo(End.INCONCLUSIVE);
    assertThat(result.why()).startsWith("6000 of the 100000 requests");
  }

  @Test
  void a_look_that_was_a_moment_early_ends_the_soak_when_the_next_phase_began() {
    terms(LENIENT, List.of());
    failing(59, 0);
    assertThat(replay(Replay.asRecorded()).end()).isEqualTo(End.INCONCLUSIVE);

    tell(60, Phase.DECOMMISSION, Type.PHASE, Map.of());
    assertThat(replay(Replay.asRecorded()).end()).isEqualTo(End.PROMOTED);
  }

  @Test
  void a_record_of_which_samples_were_left_out_is_judged_by_the_same_sums() {
    terms(LENIENT, List.of());
    failing(60, 0.2);
    var replay = Replay.under(List.of(limits(0.1)));
    for (int i = 0; i < events.size(); i++) {
      if (i < 2 || i % 7 == 0) {
        replay.onEvent(events.get(i));
      }
    }

    assertThat(replay.result().end()).isEqualTo(End.ROLLED_BACK);
    assertThat(replay.result().why()).contains("of 500 requests failed");
  }

  @Test
  void a_verdict_that_lasts_from_one_phase_to_the_next_is_one_change() {
    terms(LENIENT, List.of());
    tell(0, Phase.CONFIRM, Type.SAMPLE, sample(value(window(0, 0)), window(0, 0), 3).details());
    tell(4, Phase.CONFIRM, Type.SAMPLE, sample(value(window(4, 0)), window(4, 0), 3).details());
    tell(5, Phase.MONITOR, Type.SAMPLE, sample(value(window(5, 0)), window(5, 0), 3).details());

    assertThat(replay(Replay.asRecorded()).changes())
        .extracting(change -> change.judgement().verdict())
        .containsExactly(Verdict.HOLD, Verdict.CONTINUE);
  }

  @Test
  void what_no_policy_judged_stands_whatever_the_policies() {
    terms(limits(0.01), List.of());
    failing(10, 0);
    var gone = new Opinion(JudgedSample.READINESS, Judgement.rollBack("0 of its pods are ready"));
    sample(11, new Sample.Missing("no pod"), window(10, 0), 0, List.of(gone));

    Replay.Result result = replay(Replay.under(List.of(LENIENT)));

    assertThat(result.end()).isEqualTo(End.ROLLED_BACK);
    assertThat(result.why()).isEqualTo("0 of its pods are ready");
  }

  @Test
  void another_process_begins_its_readings_anew() {
    terms(LENIENT, List.of());
    failing(30, 0);
    terms(LENIENT, List.of());
    failing(5, 0);

    assertThat(replay(Replay.under(List.of(HardLimits.limits().minRequests(501).extension()))))
        .extracting(Replay.Result::why)
        .asString()
        .contains("500 of the 501 requests");
  }

  @Test
  void what_cannot_be_replayed_is_told_with_field_value_and_rule() {
    failing(1, 0);
    assertThatThrownBy(() -> replay(Replay.asRecorded()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before the event of type \"terms\"");

    refuses("counted", "12 s", "field \"counted\" is \"12 s\", but must be a duration, requests");
    refuses("counted", "PT1S -1 0", "field \"counted\" is \"PT1S -1 0\", but must be a duration");
    refuses("counted", "PT1S 1 0 0.1=-1", "field \"counted\" is \"PT1S 1 0 0.1=-1\", but must be");
    refuses("counted", "PT-1S 1 0", "field \"counted\" is \"PT-1S 1 0\", but must be a duration");
    refuses("ready", "-1", "field \"ready\" is \"-1\", but must be a whole number");
    refuses("watched", "soon", "field \"watched\" is \"soon\", but must be a duration such as");
    refuses("answer", "maybe", "field \"answer\" is \"maybe\", but must be one of none, value");
    refuses("opinion.00", "x MAYBE: y", "field \"opinion.00\" is \"x MAYBE: y\", but must be a");
    assertThatThrownBy(() -> JudgedSample.of(Map.of())).hasMessage("field \"counted\" is missing");
    assertThatThrownBy(() -> Replay.under(List.of(policy("nobodys"))))
        .isInstanceOf(ProviderSelectionException.class)
        .hasMessageContainingAll("wanted: policy \"nobodys\"", "hard-limits", "add the module");
  }

  private static void refuses(String field, String value, String message) {
    var details = new HashMap<>(sample(new Sample.Missing("none"), window(1, 0), 3).details());
    details.put(field, value);
    assertThatThrownBy(() -> JudgedSample.of(details))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void details_are_read_as_they_were_written() {
    var terms =
        new Terms(
            SOAK,
            Duration.ZERO,
            0,
            List.of(LENIENT, policy("own")),
            List.of(window(2, 0), window(3, 0.5)));
    JudgedSample sample = sample(new Sample.Missing("two\nlines"), window(9, 0.1), 2);

    assertThat(Terms.of(terms.details())).isEqualTo(terms);
    assertThat(JudgedSample.of(sample.details())).isEqualTo(sample);
  }

  private static Extension limits(double share) {
    return HardLimits.limits().maxErrorRate(share).extension();
  }

  private static Extension policy(String id) {
    return Extension.of(Extension.Kind.POLICY, id, Map.of("a.b", "c d"));
  }

  private Replay.Result replay(Replay replay) {
    events.forEach(replay::onEvent);
    return replay.result();
  }

  private void terms(Extension policy, List<Window> baseline) {
    tell(
        0,
        Phase.MONITOR,
        Type.TERMS,
        new Terms(SOAK, Duration.ZERO, 0, List.of(policy), baseline).details());
  }

  /** A sample each second, with 100 requests between two. */
  private void failing(int seconds, double share) {
    for (int second = 0; second <= seconds; second++) {
      Window counted = window(second, share);
      var answer = new Sample.NoTraffic(Sample.AsOf.at(Instant.EPOCH));
      sample(second, second == 0 ? answer : value(counted), counted, 3, OPINIONS);
    }
  }

  private static final List<Opinion> OPINIONS =
      List.of(new Opinion("hard-limits", Judgement.goOn("0 of 100 requests failed")));

  private static Sample value(Window counted) {
    return new Sample.Value(Answers.pods(counted), Sample.AsOf.at(Instant.EPOCH));
  }

  private static Window window(int second, double share) {
    long requests = second * 100L;
    return new Window(
        Duration.ofSeconds(second),
        requests,
        Math.round(requests * share),
        new TreeMap<>(Map.of(0.1, requests / 2, Double.POSITIVE_INFINITY, requests)));
  }

  private void sample(
      int second, Sample answer, Window counted, int ready, List<Opinion> opinions) {
    var sample =
        new JudgedSample(
            Duration.ofSeconds(second),
            Optional.of(answer),
            counted,
            Optional.empty(),
            3,
            ready,
            0,
            opinions);
    tell(second, Phase.MONITOR, Type.SAMPLE, sample.details());
  }

  private static JudgedSample sample(Sample answer, Window counted, int ready) {
    return new JudgedSample(
        SOAK, Optional.of(answer), counted, Optional.empty(), 3, ready, 1, OPINIONS);
  }

  private void tell(int second, Phase phase, Type type, Map<String, String> details) {
    events.add(
        RolloutEvent.of(
            SWITCHED.plusSeconds(second),
            "web-7",
            new Application("shop", "web"),
            phase,
            type,
            "",
            details));
  }
}
