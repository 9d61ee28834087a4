package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.HardLimits;
import io.verdigris.judging.Series;
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
import java.util.SplittableRandom;
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
    refused(Map.of("max-restarts", "-1"), "max-restarts of hard-limits must be a whole number");
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
    assertThat(judgement.why()).contains("40 of 200", "20.00 %", "more than 9.85 %", "1.00 %");
  }

  @Test
  void a_share_that_is_above_the_limit_by_chance_alone_stays() {
    Judgement judgement = judge(READ, window(150, 4, new TreeMap<>()), limits().maxErrorRate(0.01));

    assertThat(judgement.verdict()).isEqualTo(Verdict.CONTINUE);
    assertThat(judgement.why()).contains("4 of 150", "no limit is shown to be exceeded");
  }

  @Test
  void a_limit_of_zero_is_exceeded_by_the_first_error() {
    assertThat(judge(READ, window(10_000, 1, new TreeMap<>()), limits().maxErrorRate(0)).verdict())
        .isEqualTo(Verdict.ROLL_BACK);
    assertThat(judge(READ, window(10_000, 0, new TreeMap<>()), limits().maxErrorRate(0)).verdict())
        .isEqualTo(Verdict.CONTINUE);
  }

  @Test
  void a_share_that_is_little_above_the_limit_is_found_by_longer_windows() {
    Evidence.Traffic traffic =
        (atLeast, requests) -> {
          long seen = Math.min(requests, 12_000);
          return window(seen, seen / 50, none());
        };

    assertThat(judge(Optional.of(READ), traffic, limits().maxErrorRate(0.01), 3, 0).verdict())
        .isEqualTo(Verdict.ROLL_BACK);
    assertThat(judge(Optional.of(READ), traffic, limits().maxErrorRate(0.02), 3, 0).verdict())
        .isEqualTo(Verdict.CONTINUE);
  }

  /** Hundreds of looks at a green that fails at the limit, which is the worst case. */
  @Test
  void a_green_at_the_limit_rarely_goes_back_in_a_soak_of_ten_minutes() {
    var random = new SplittableRandom(1);
    int back = 0;
    for (int run = 0; run < 50; run++) {
      back += goesBack(random, 0.01) ? 1 : 0;
    }

    assertThat(back).isLessThan(3);
    assertThat(goesBack(random, 0.03)).isTrue();
  }

  private static boolean goesBack(SplittableRandom random, double share) {
    var series = new Series();
    long requests = 0;
    long errors = 0;
    for (int second = 0; second <= 600; second += 2) {
      requests += 33;
      errors += random.doubles(33).filter(d -> d < share).count();
      series.add(Samples.NOON.plusSeconds(second), Map.of("a", Scene.counters(requests, errors)));
      HardLimits limits = limits().maxErrorRate(0.01);
      if (judge(Optional.of(READ), series, limits, 3, 0).verdict() == Verdict.ROLL_BACK) {
        return true;
      }
    }
    return false;
  }

  @Test
  void restarts_take_the_new_colour_back_whatever_else_is_seen() {
    Evidence.Traffic good = (atLeast, requests) -> window(1000, 0, none());
    HardLimits limits = limits();

    assertThat(judge(Optional.of(READ), good, limits, 3, 2).verdict()).isEqualTo(Verdict.CONTINUE);
    assertThat(judge(Optional.of(READ), good, limits, 3, 3))
        .isEqualTo(
            Judgement.rollBack(
                "containers of the new colour restarted 3 times since the switch, the limit is 2"));
    assertThat(judge(Optional.empty(), good, limits, 3, 3).verdict()).isEqualTo(Verdict.ROLL_BACK);
    assertThat(judge(Optional.of(new Sample.Failed("down")), good, limits, 3, 3).verdict())
        .isEqualTo(Verdict.ROLL_BACK);
  }

  @Test
  void of_many_replicas_a_tenth_may_restart_unless_a_limit_is_set() {
    Evidence.Traffic good = (atLeast, requests) -> window(1000, 0, none());

    assertThat(judge(Optional.of(READ), good, limits(), 40, 4).verdict())
        .isEqualTo(Verdict.CONTINUE);
    assertThat(judge(Optional.of(READ), good, limits(), 40, 5).verdict())
        .isEqualTo(Verdict.ROLL_BACK);
    assertThat(judge(Optional.of(READ), good, limits().maxRestarts(0), 40, 1).verdict())
        .isEqualTo(Verdict.ROLL_BACK);
  }

  @Test
  void requests_that_are_in_no_bucket_are_not_slow() {
    var lagging = new TreeMap<>(Map.of(0.5, 10L, Double.POSITIVE_INFINITY, 10L));

    assertThat(
            judge(READ, window(500, 0, lagging), limits().maxLatency(0.9, Duration.ofMillis(500)))
                .verdict())
        .isEqualTo(Verdict.CONTINUE);
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
    assertThat(judge(new Sample.Unreadable("404"), many, limits()))
        .isEqualTo(Judgement.blind("no pod can be read: 404"));
    assertThat(judge(READ, window(99, 50, new TreeMap<>()), limits().maxErrorRate(0.01)).verdict())
        .isEqualTo(Verdict.HOLD);
  }

  @Test
  void without_metrics_ready_pods_are_all_there_is_to_go_by() {
    Evidence.Traffic nothing = (atLeast, requests) -> window(0, 0, none());

    assertThat(judge(Optional.empty(), nothing, limits(), 3, 0).verdict())
        .isEqualTo(Verdict.CONTINUE);
  }

  private static HardLimits limits() {
    return HardLimits.limits();
  }

  private static Window window(long requests, long errors, SortedMap<Double, Long> buckets) {
    return new Window(Duration.ofSeconds(10), requests, errors, buckets);
  }

  private static Judgement judge(Sample sample, Window window, HardLimits limits) {
    return judge(Optional.of(sample), (atLeast, requests) -> window, limits, 3, 0);
  }

  private static SortedMap<Double, Long> none() {
    return new TreeMap<>();
  }

  private static Judgement judge(
      Optional<Sample> sample,
      Evidence.Traffic traffic,
      HardLimits limits,
      int replicas,
      int restarts) {
    return new HardLimitPolicy()
        .judge(
            new Evidence(
                new RolloutContext("web-1", new Application("shop", "web"), 1, () -> {}),
                Duration.ofMinutes(1),
                sample,
                traffic,
                List.of(),
                Optional.empty(),
                replicas,
                replicas - 1,
                restarts,
                limits.extension().settings()));
  }
}
