package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.Comparison;
import io.verdigris.RolloutSpec;
import io.verdigris.judging.Windows;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Evidence.Beside;
import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonPolicyTest {
  private final ComparisonPolicy policy = new ComparisonPolicy();
  private List<Window> record = evenly(16, 400, 0);
  private Comparison settings = Comparison.withOldColour();
  private Optional<Beside> beside = Optional.empty();

  private static Window window(int seconds, long requests, long errors, long fast) {
    return new Window(
        Duration.ofSeconds(seconds),
        requests,
        errors,
        new TreeMap<>(Map.of(0.5, fast, Double.POSITIVE_INFINITY, requests)));
  }

  private static List<Window> evenly(int stretches, long requests, long errors) {
    var all = new ArrayList<Window>();
    for (int i = 0; i < stretches; i++) {
      all.add(window(2, requests, errors, requests));
    }
    return all;
  }

  private Judgement judge(List<Window> since) {
    List<Window> suffixes = Windows.suffixes(since);
    return judge(
        new Sample.Value(
            Map.of("a", new Counters(1, 0, new TreeMap<>(), OptionalLong.empty())),
            Sample.AsOf.at(Instant.EPOCH)),
        suffixes);
  }

  private Judgement judge(Sample sample, List<Window> suffixes) {
    return policy.judge(evidence(sample, suffixes));
  }

  private Evidence evidence(Sample sample, List<Window> suffixes) {
    return new Evidence(
        new RolloutContext("web-1", new Application("shop", "web"), 1, () -> {}),
        Duration.ofMinutes(1),
        Optional.of(sample),
        new Evidence.Traffic() {
          @Override
          public Window latest(Duration atLeast, long requests) {
            return suffixes.get(0);
          }

          @Override
          public List<Window> suffixes() {
            return suffixes;
          }
        },
        record,
        beside,
        3,
        3,
        0,
        settings.extension().settings());
  }

  @Test
  void a_colour_that_fails_more_often_than_the_old_one_did_is_suspect_with_its_figures() {
    Judgement judgement = judge(List.of(window(2, 400, 20, 400)));

    assertThat(judgement.verdict()).isEqualTo(Verdict.SUSPECT);
    assertThat(judgement.why())
        .startsWith("20 of 400 requests failed (5.00 %) since the switch")
        .contains("0 of 6400 requests failed (0.00 %) before it", "are allowed", "the limit is");
  }

  @Test
  void a_colour_as_good_as_the_old_one_passes_once_enough_requests_were_seen() {
    Judgement early = judge(List.of(window(2, 40, 0, 40)));
    Judgement late = judge(evenly(16, 400, 0));

    assertThat(early.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(early.why()).startsWith("inconclusive").contains("more such requests exclude");
    assertThat(late.verdict()).isEqualTo(Verdict.CONTINUE);
  }

  @Test
  void errors_that_the_old_colour_had_as_well_are_not_the_new_ones_fault() {
    record = evenly(16, 400, 20);

    assertThat(judge(evenly(16, 400, 20)).verdict()).isEqualTo(Verdict.CONTINUE);
    assertThat(judge(evenly(16, 400, 80)).verdict()).isEqualTo(Verdict.SUSPECT);
  }

  @Test
  void a_change_for_the_worse_is_found_however_long_all_was_well_before() {
    List<Window> since = evenly(100, 400, 0);
    since.addAll(evenly(2, 400, 20));

    assertThat(judge(since).verdict()).isEqualTo(Verdict.SUSPECT);
  }

  @Test
  void slow_requests_are_compared_where_that_is_asked_for() {
    List<Window> slow = List.of(window(2, 400, 0, 340));
    assertThat(judge(slow).verdict()).isNotEqualTo(Verdict.SUSPECT);

    settings = Comparison.withOldColour().latency(Duration.ofMillis(400), 0.01);

    Judgement judgement = judge(slow);
    assertThat(judgement.verdict()).isEqualTo(Verdict.SUSPECT);
    assertThat(judgement.why()).contains("60 of 400 requests were slow (15.00 %)");
  }

  @Test
  void a_histogram_without_a_fitting_bucket_tells_nothing() {
    settings = Comparison.withOldColour().latency(Duration.ofSeconds(2), 0.01);

    Judgement judgement = judge(evenly(16, 400, 0));
    assertThat(judgement.verdict()).isEqualTo(Verdict.BLIND);
    assertThat(judgement.why()).contains("no bucket boundary at or above 2000 ms");
  }

  @Test
  void without_a_record_of_the_old_colour_nothing_is_compared() {
    record = List.of();
    assertThat(judge(evenly(16, 400, 400)).why())
        .startsWith("nothing to compare with: 0 of the 20 requests");

    record = evenly(1, 19, 0);
    assertThat(judge(evenly(16, 400, 0)).verdict()).isEqualTo(Verdict.HOLD);
  }

  @Test
  void a_record_that_would_have_raised_the_alarm_itself_is_not_compared_with() {
    record = evenly(15, 400, 0);
    record.add(window(2, 400, 60, 400));

    Judgement judgement = judge(evenly(16, 400, 0));
    assertThat(judgement.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(judgement.why()).startsWith("nothing is compared: by its own record");
  }

  private void bothServe(int earlier, int stretches, Window ofOld, Window ofNew) {
    beside =
        Optional.of(
            new Beside(
                earlier,
                Stream.generate(() -> new Stretch(ofOld, ofNew)).limit(stretches).toList()));
  }

  @Test
  void what_is_suspect_goes_back_when_the_old_colour_does_better_at_the_same_time() {
    bothServe(0, 5, window(1, 100, 0, 100), window(1, 100, 5, 100));

    Judgement judgement = judge(evenly(5, 100, 5));

    assertThat(judgement.verdict()).isEqualTo(Verdict.ROLL_BACK);
    assertThat(judgement.why())
        .startsWith("at the same time 25 of 500 requests failed (5.00 %) by the new colour")
        .contains("0 of 500 requests failed (0.00 %) by the old one");
  }

  @Test
  void a_fault_of_both_colours_is_not_the_new_ones_and_becomes_the_record() {
    bothServe(0, 30, window(1, 100, 5, 100), window(1, 100, 5, 100));

    assertThat(judge(evenly(30, 100, 5)).verdict()).isEqualTo(Verdict.HOLD);
    assertThat(judge(evenly(30, 100, 5)).why()).endsWith("both do worse");
    assertThat(Windows.sum(recorded())).isEqualTo(Windows.sum(evenly(15, 200, 10)));
    assertThat(recorded()).hasSizeLessThanOrEqualTo(16);
  }

  @Test
  void where_both_fail_alike_a_kind_that_was_never_suspected_does_not_blame_the_new_colour() {
    settings = Comparison.withOldColour().latency(Duration.ofMillis(400));
    for (long slow : List.of(0L, 1L)) {
      bothServe(0, 30, window(1, 100, 5, 100), window(1, 100, 5, 100 - slow));
      List<Window> since = List.of(window(30, 3000, 150, 3000 - slow));

      Judgement judgement = judge(since);

      assertThat(judgement.verdict()).as(judgement.why()).isEqualTo(Verdict.HOLD);
    }
  }

  @Test
  void what_neither_colour_did_is_no_evidence_at_all() {
    var stretch = new Stretch(window(1, 100, 0, 100), window(1, 300, 0, 300));

    assertThat(SideBySide.log(List.of(stretch), Window::errors)).isZero();
  }

  @Test
  void what_is_over_while_both_serve_adds_to_the_record_and_makes_the_next_suspicion_harder() {
    bothServe(0, 30, window(1, 100, 0, 100), window(1, 100, 0, 100));
    List<Window> burst = List.of(window(30, 3000, 25, 3000));

    assertThat(judge(burst).verdict()).isEqualTo(Verdict.HOLD);
    assertThat(judge(burst).why()).endsWith("what raised the suspicion is over");
    assertThat(Windows.sum(recorded()).requests()).isEqualTo(16 * 400 + 30 * 100);

    beside = Optional.empty();
    assertThat(judge(burst).verdict()).isEqualTo(Verdict.SUSPECT);
    beside = Optional.of(new Beside(2, List.of()));
    assertThat(judge(burst).verdict()).isNotEqualTo(Verdict.SUSPECT);
  }

  @Test
  void a_colour_that_goes_on_failing_while_the_old_one_gets_no_requests_stays_suspect() {
    bothServe(0, 30, window(1, 0, 0, 0), window(1, 100, 5, 100));

    assertThat(judge(evenly(30, 100, 5)).verdict()).isEqualTo(Verdict.SUSPECT);
  }

  private List<Window> recorded() {
    return policy.record(evidence(new Sample.NoTraffic(Sample.AsOf.at(Instant.EPOCH)), List.of()));
  }

  @Test
  void being_blind_is_no_judgement() {
    assertThat(judge(new Sample.Missing("no series"), Windows.suffixes(evenly(1, 1, 0))).why())
        .isEqualTo("the metrics are missing: no series");
  }

  @Test
  void a_rollout_without_a_source_is_refused_and_settings_that_cannot_be_are_named() {
    RolloutSpec spec = RolloutSpec.builder("shop", "web").image("app", "web:2").build();

    assertThat(policy.admit(spec, settings.extension().settings()).findings())
        .singleElement()
        .satisfies(f -> assertThat(f.toString()).contains("source of metrics"));
    assertThatThrownBy(() -> policy.admit(spec, Map.of("margin", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("margin")
        .hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> policy.admit(spec, Map.of("treshold", "0.1")))
        .hasMessageContaining("treshold");
  }
}
