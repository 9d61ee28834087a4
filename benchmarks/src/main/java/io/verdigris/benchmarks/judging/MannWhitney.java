package io.verdigris.benchmarks.judging;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * How far one sample lies above another, by the test of Mann and Whitney with the normal
 * approximation, ties and the correction for continuity: as {@code wilcox.test} of R, from which
 * Kayenta's {@code MannWhitney.scala} derives its own.
 *
 * @param lower the interval's lower end
 * @param estimate the shift of Hodges and Lehmann
 */
record MannWhitney(double lower, double estimate) {
  private static final int STEPS = 60;

  /**
   * Compares two samples.
   *
   * @param quantile of the normal distribution, such as 2.326 for an interval of 98 %
   */
  static MannWhitney compare(double[] control, double[] experiment, double quantile) {
    return new MannWhitney(shift(control, experiment, quantile), shift(control, experiment, 0));
  }

  /** Finds the shift at which the statistic falls to the quantile. */
  private static double shift(double[] control, double[] experiment, double quantile) {
    double low = min(experiment) - max(control);
    double high = max(experiment) - min(control);
    if (statistic(control, experiment, low) <= quantile) {
      return low;
    }
    if (statistic(control, experiment, high) >= quantile) {
      return high;
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (statistic(control, experiment, middle) > quantile) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double statistic(double[] control, double[] experiment, double shift) {
    double[] shifted = Arrays.stream(experiment).map(x -> x - shift).toArray();
    double pairs = (double) control.length * shifted.length;
    double centred = above(control, shifted) - pairs / 2;
    double both = control.length + shifted.length;
    double tied = ties(control, shifted) / (both * (both - 1));
    double sigma = Math.sqrt(pairs / 12 * (both + 1 - tied));
    return sigma == 0 ? 0 : (centred - Math.signum(centred) / 2) / sigma;
  }

  /** In how many pairs the experiment's is above; half a pair for equal ones. */
  private static double above(double[] control, double[] shifted) {
    double count = 0;
    for (double x : shifted) {
      for (double y : control) {
        count += x > y ? 1 : x == y ? 0.5 : 0;
      }
    }
    return count;
  }

  private static double ties(double[] a, double[] b) {
    double[] all = DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).sorted().toArray();
    double sum = 0;
    int begin = 0;
    for (int i = 1; i <= all.length; i++) {
      if (i == all.length || all[i] != all[begin]) {
        double equal = i - begin;
        sum += equal * equal * equal - equal;
        begin = i;
      }
    }
    return sum;
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }
}
