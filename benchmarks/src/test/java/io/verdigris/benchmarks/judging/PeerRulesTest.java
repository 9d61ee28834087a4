package io.verdigris.benchmarks.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.verdigris.spi.Judgement.Verdict;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each peer's rule on traffic whose judgement can be reckoned by hand. */
class PeerRulesTest {
  private static final double QUANTILE = 2.3263478740408408;
  private static final Trace GOOD = trace(300, second -> 0);

  @Test
  void flagger_goes_back_at_the_second_failed_check() {
    assertThat(end(new FlaggerRule(), trace(900, second -> 2)))
        .isEqualTo(new Outcome(Verdict.ROLL_BACK, 60, 120));
  }

  @Test
  void flagger_bears_one_failed_check_and_exactly_one_percent() {
    assertThat(end(new FlaggerRule(), trace(900, second -> second == 29 ? 31 : 0)).verdict())
        .isEqualTo(Verdict.CONTINUE);
    assertThat(end(new FlaggerRule(), trace(900, second -> 1)).verdict())
        .isEqualTo(Verdict.CONTINUE);
  }

  @Test
  void flagger_counts_a_query_without_series_as_failed() {
    var silent = new Trace(new int[900], new int[900]);

    assertThat(end(new FlaggerRule(), silent)).isEqualTo(new Outcome(Verdict.ROLL_BACK, 60, 0));
  }

  @Test
  void argo_goes_back_at_the_third_measurement_below_its_condition() {
    assertThat(end(new ArgoRule(), trace(900, second -> 6)).second()).isEqualTo(900);
    assertThat(end(new ArgoRule(), trace(900, second -> 6)).rolledBack()).isTrue();
    assertThat(end(new ArgoRule(), trace(900, second -> second < 600 ? 6 : 5)).verdict())
        .isEqualTo(Verdict.CONTINUE);
  }

  @Test
  void argo_cannot_tell_without_data() {
    var silent = new Trace(new int[900], new int[900]);

    assertThat(end(new ArgoRule(), silent).verdict()).isEqualTo(Verdict.HOLD);
  }

  @Test
  void kayenta_goes_back_at_its_first_run_when_all_points_are_higher() {
    Trace worse = trace(900, second -> 5 + second / 60);

    assertThat(end(new KayentaRule(), worse).second()).isEqualTo(300);
    assertThat(end(new KayentaRule(), trace(900, second -> 0)).verdict())
        .isEqualTo(Verdict.CONTINUE);
  }

  @Test
  void kayenta_cannot_tell_without_data() {
    var silent = new Trace(new int[900], new int[900]);

    assertThat(end(new KayentaRule(), silent).verdict()).isEqualTo(Verdict.HOLD);
  }

  @Test
  void the_estimate_is_the_median_of_all_differences_and_the_lower_end_one_of_them() {
    var random = new SplittableRandom(11);
    double[] control = random.doubles(10).toArray();
    double[] experiment = random.doubles(10).map(x -> x * 1.5 + 1).toArray();
    double[] differences =
        Arrays.stream(experiment)
            .flatMap(x -> Arrays.stream(control).map(y -> x - y))
            .sorted()
            .toArray();
    MannWhitney test = MannWhitney.compare(control, experiment, QUANTILE);

    // (U - 50.5) / sqrt(100 / 12 * 21) is above 2.326 for U of 82 and more of 100 pairs
    assertThat(test.lower()).isCloseTo(differences[18], within(1e-9));
    assertThat(test.estimate()).isBetween(differences[49] - 1e-9, differences[50] + 1e-9);
  }

  /** As in R and Kayenta: so few points are never significant, and yet the interval has an end. */
  @Test
  void the_interval_of_too_few_points_ends_at_the_smallest_difference() {
    double[] control = {1, 2, 3, 4, 5};
    double[] experiment = {101, 102, 103};

    assertThat(MannWhitney.compare(control, experiment, QUANTILE).lower()).isEqualTo(96);
  }

  private static Outcome end(Rule rule, Trace green) {
    return Outcome.of(rule, new Traffic.Drawn(GOOD, green, GOOD, green), 0);
  }

  /** Of 100 requests a second, so many fail. */
  private static Trace trace(int seconds, IntUnaryOperator failed) {
    int[] bad = IntStream.range(0, seconds).map(failed).toArray();
    return new Trace(bad, Arrays.stream(bad).map(b -> 100 - b).toArray());
  }
}
