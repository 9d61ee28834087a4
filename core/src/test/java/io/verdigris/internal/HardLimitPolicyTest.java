package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.HardLimits;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HardLimitPolicyTest {
  private static final Sample.AsOf NOW = Sample.AsOf.at(Samples.NOON);
  private static final Sample READ =
      new Sample.Value(
          Map.of(
              "a",
              new io.verdigris.spi.Counters(1, 0, new TreeMap<>(), java.util.OptionalLong.empty())),
          NOW);

  @Test
  void settings_that_cannot_be_are_refused_before_the_rollout() {
    refused(Map.of("max-error-rate", "1 %"), "max-error-rate of hard-limits must be a share");
    refused(Map.of("max-error-rate", "NaN"), "max-error-rate of hard-limits must be a share");
    refused(Map.of("min-requests", "many"), "min-requests of hard-limits must be a whole number");
    refused(Map.of("window", "10s"), "window of hard-limits must be an ISO-8601 duration");
    refused(Map.of("latency", "PT1S"), "latency-share of hard-limits must be set together");
    refused(Map.of("max-errors", "1"), "\"max-errors\" is no setting of hard-limits");
    Map<String, String> good =
        limits().maxErrorRate(0.01).window(Duration.ofDays(9)).extension().settings();
    assertThat(new HardLimitPolicy().admit(Samples.spec(), good).findings()).isEmpty();
  }

  private static void refused(Map<String, String> settings, String why) {
    assertThatThrownBy(() -> new HardLimitPolicy().admit(Samples.spec(), settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void errors_above_the_limit_roll_back_with_their_figures() {
    Judgement judgement =
        judge(READ, window(200, 40, new TreeMap<>()), limits().maxErrorRate(0.01));

    assertThat(judgement.verdict()).isEqualTo(Verdict.ROLL_BACK);
    assertThat(judgement.why()).contains("40 of 200", "20.00 %", "1.00 %");
  }

  @Test
  void errors_at_the_limit_are_within_it() {
    assertThat(judge(READ, window(200, 2, new TreeMap<>()), limits().maxErrorRate(0.01)).verdict())
        .isEqualTo(Verdict.CONTINUE);
  }

  @Test
  void slow_answers_are_counted_at_the_next_bucket_boundary() {
    SortedMap<Double, Long> buckets =
        new TreeMap<>(Map.of(0.1, 100L, 0.5, 150L, 1.0, 199L, Double.POSITIVE_INFINITY, 200L));

    assertThat(
            judge(READ, window(200, 0, buckets), limits().maxLatency(0.9, Duration.ofMillis(400)))
                .verdict())
        .isEqualTo(Verdict.ROLL_BACK);
    assertThat(
            judge(READ, window(200, 0, buckets), limits().maxLatency(0.9, Duration.ofMillis(600)))
                .verdict())
        .isEqualTo(Verdict.CONTINUE);
    assertThat(
            judge(READ, window(200, 0, buckets), limits().maxLatency(0.9, Duration.ofSeconds(5)))
                .verdict())
        .isEqualTo(Verdict.BLIND);
  }

  @Test
  void being_blind_never_promotes_and_says_how_it_is_blind() {
    Window many = window(500, 0, new TreeMap<>());

    assertThat(judge(new Sample.NoTraffic(NOW), many, limits()))
        .isEqualTo(Judgement.blind("no request has reached the new colour"));
    assertThat(judge(new Sample.Missing("no series"), many, limits()).why())
        .contains("missing", "no series");
    assertThat(judge(new Sample.Failed("refused"), many, limits()).why())
        .contains("fails", "refused");
    assertThat(judge(READ, window(99, 50, new TreeMap<>()), limits().maxErrorRate(0.01)).verdict())
        .isEqualTo(Verdict.HOLD);
  }

  @Test
  void without_metrics_ready_pods_are_all_there_is_to_go_by() {
    var policy = new HardLimitPolicy();

    assertThat(
            policy
                .judge(evidence(Optional.empty(), window(0, 0, new TreeMap<>()), limits(), 1))
                .verdict())
        .isEqualTo(Verdict.CONTINUE);
  }

  private static HardLimits limits() {
    return HardLimits.limits();
  }

  private static Window window(long requests, long errors, SortedMap<Double, Long> buckets) {
    return new Window(Duration.ofSeconds(10), requests, errors, buckets);
  }

  private static Judgement judge(Sample sample, Window window, HardLimits limits) {
    return new HardLimitPolicy().judge(evidence(Optional.of(sample), window, limits, 3));
  }

  private static Evidence evidence(
      Optional<Sample> sample, Window window, HardLimits limits, int ready) {
    return new Evidence(
        new RolloutContext("web-1", new Application("shop", "web"), 1, () -> {}),
        Duration.ofMinutes(1),
        sample,
        (atLeast, requests) -> window,
        List.of(),
        Optional.empty(),
        3,
        ready,
        0,
        limits.extension().settings());
  }
}
