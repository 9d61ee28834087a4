package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BernoulliTest {

  /** Without events it is the exact bound, 1 - level^(1/n). */
  @ParameterizedTest
  @CsvSource({"10", "1000", "100000"})
  void without_events_the_upper_bound_is_the_exact_one(long trials) {
    assertThat(Bernoulli.upperBound(trials, 0, 0.05))
        .isCloseTo(1 - Math.pow(0.05, 1.0 / trials), within(1e-9));
  }

  @Test
  void the_upper_bound_is_above_what_was_seen_and_comes_closer_with_more() {
    double few = Bernoulli.upperBound(100, 5, 0.05);
    double many = Bernoulli.upperBound(10_000, 500, 0.05);

    assertThat(few).isBetween(0.11, 0.14);
    assertThat(many).isBetween(0.055, 0.06);
    assertThat(Bernoulli.upperBound(0, 0, 0.05)).isEqualTo(1);
    assertThat(Bernoulli.upperBound(5, 5, 0.05)).isEqualTo(1);
  }

  @Test
  void the_upper_bound_is_missed_no_more_often_than_stated() {
    var random = new SplittableRandom(1);
    int missed = 0;
    for (int run = 0; run < 4000; run++) {
      missed += Bernoulli.upperBound(500, events(random, 500, 0.02), 0.05) < 0.02 ? 1 : 0;
    }

    // 200 at most in expectation; the bound is wider than exact
    assertThat(missed).isBetween(1, 230);
  }

  @Test
  void the_lower_bound_mirrors_the_upper_one() {
    assertThat(Bernoulli.lowerBound(100, 5, 0.05))
        .isCloseTo(1 - Bernoulli.upperBound(100, 95, 0.05), within(1e-12))
        .isBetween(0.01, 0.03);
    assertThat(Bernoulli.lowerBound(0, 0, 0.05)).isZero();
    assertThat(Bernoulli.lowerBound(100, 0, 0.05)).isZero();
    assertThat(Bernoulli.lowerBound(1_000_000, 1, 1e-4)).isPositive();
    assertThat(Bernoulli.lowerBound(50, 50, 0.05))
        .isCloseTo(Math.pow(0.05, 1.0 / 50), within(1e-9));
  }

  @Test
  void the_lower_bound_is_missed_no_more_often_than_stated() {
    var random = new SplittableRandom(3);
    int missed = 0;
    for (int run = 0; run < 4000; run++) {
      missed += Bernoulli.lowerBound(500, events(random, 500, 0.02), 0.05) > 0.02 ? 1 : 0;
    }

    // 200 at most in expectation; the bound is wider than exact
    assertThat(missed).isBetween(1, 230);
  }

  private static long events(SplittableRandom random, int trials, double share) {
    return random.doubles(trials).filter(d -> d < share).count();
  }

  /** The chance that they ever exceed 1/a is at most a, however often one looks. */
  @Test
  void the_odds_against_a_true_share_rarely_grow_however_often_one_looks() {
    var random = new SplittableRandom(2);
    int alarms = 0;
    for (int run = 0; run < 1000; run++) {
      long seen = 0;
      boolean alarm = false;
      for (int trials = 20; trials <= 4000 && !alarm; trials += 20) {
        seen += events(random, 20, 0.02);
        alarm = Bernoulli.against(0.02).log(trials, seen) >= Math.log(20);
      }
      alarms += alarm ? 1 : 0;
    }

    // 50 at most in expectation, and three standard deviations more
    assertThat(alarms).isBetween(1, 71);
  }

  @Test
  void the_odds_against_a_share_grow_fast_when_it_is_far_exceeded() {
    assertThat(Bernoulli.against(0.003).log(25, 5)).isGreaterThan(Math.log(1000));
    assertThat(Bernoulli.against(0.003).log(1000, 3)).isNegative();
    assertThat(Bernoulli.against(0.003).log(0, 0)).isCloseTo(0, within(1e-9));
    assertThat(Bernoulli.against(0.999).log(10, 10)).isFinite();
  }

  @Test
  void the_trials_that_are_missing_bring_the_bound_just_below() {
    long needed = Bernoulli.trialsUntil(0, 0.013, 0.05);

    assertThat(Bernoulli.upperBound(needed, 0, 0.05)).isLessThanOrEqualTo(0.013);
    assertThat(Bernoulli.upperBound(needed - 1, 0, 0.05)).isGreaterThan(0.013);
    assertThat(Bernoulli.trialsUntil(0.02, 0.013, 0.05)).isEqualTo(Long.MAX_VALUE);
  }
}
