package io.verdigris.benchmarks.judging;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws from a Poisson distribution by one look into the table of its sums. */
final class Poisson {
  private final double[] sums;

  /**
   * @param mean from 0 to some thousands
   */
  Poisson(double mean) {
    sums = new double[(int) Math.ceil(mean + 12 * Math.sqrt(mean)) + 25];
    double log = -mean;
    double sum = 0;
    for (int k = 0; k < sums.length; k++) {
      log += k == 0 ? 0 : Math.log(mean / k);
      sum += Math.exp(log);
      sums[k] = sum;
    }
  }

  int draw(SplittableRandom random) {
    int at = Arrays.binarySearch(sums, random.nextDouble());
    return Math.min(at < 0 ? -at - 1 : at, sums.length - 1);
  }
}
