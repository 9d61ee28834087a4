package io.verdigris.benchmarks.judging;

import io.verdigris.spi.Judgement.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Kayenta's {@code NetflixACAJudge-v1.0} on the share of failed requests in each minute, {@code
 * direction: increase}: High when the lower end of the 98 % interval of Mann and Whitney is above a
 * quarter of the estimated shift and the ratio of means is at least 1 (its default effect size). A
 * single metric that is High scores 0, below the marginal score of 75; one that passes 100.
 *
 * <p>Sources: {@code NetflixACAJudge.scala}, {@code MannWhitneyClassifier.scala} and {@code
 * docs/canary-config.md} of spinnaker/kayenta; spinnaker.io, guides/user/canary/judge and
 * best-practices (marginal 75, pass 95, 50 points a run, a lifetime of 3 h in runs of 1 h).
 *
 * <p>Read kindly: it asks for a baseline that runs beside the canary and for 50 points, hours of
 * data; in ten minutes it has blue's five before the switch and up to ten of green. Runs are at 5
 * and 10 min, each over all there is: below five points the interval ends at the smallest
 * difference, whatever the confidence, so that every run more would add false alarms. Its outlier
 * filter takes nothing out of fewer than 100 points, and a missing baseline is no failure.
 */
final class KayentaRule implements Rule {
  private static final int MINUTE = 60;

  /** Of the normal distribution, for 98 % between both ends. */
  private static final double QUANTILE = 2.3263478740408408;

  private static final double TOLERANCE = 0.25;
  private static final double ALLOWED_INCREASE = 1;

  @Override
  public String name() {
    return "Kayenta";
  }

  @Override
  public Duration every() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Duration until() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Watch watch(Traffic.Drawn drawn) {
    double[] control = points(drawn.blue(), drawn.blue().seconds());
    return (green, second) -> {
      double[] experiment = points(green, second);
      if (control.length == 0 || experiment.length == 0) {
        return Verdict.HOLD;
      }
      return isHigh(control, experiment) ? Verdict.ROLL_BACK : Verdict.CONTINUE;
    };
  }

  /** Minutes without requests have no share and are removed. */
  private static double[] points(Trace trace, int until) {
    return IntStream.range(0, until / MINUTE)
        .mapToDouble(i -> trace.share(i * MINUTE, (i + 1) * MINUTE))
        .filter(share -> !Double.isNaN(share))
        .toArray();
  }

  private static boolean isHigh(double[] control, double[] experiment) {
    MannWhitney test = MannWhitney.compare(control, experiment, QUANTILE);
    return test.lower() > TOLERANCE * Math.abs(test.estimate())
        && ratio(control, experiment) >= ALLOWED_INCREASE;
  }

  private static double ratio(double[] control, double[] experiment) {
    return mean(control) == 0 ? 1 : mean(experiment) / mean(control);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
