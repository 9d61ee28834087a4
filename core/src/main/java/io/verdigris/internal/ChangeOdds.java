package io.verdigris.internal;

import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The odds against a colour's share of events being allowed, also when it was for a while: a mean,
 * with weights that sum up to at most 1, of the odds of what followed each reading. Such a mean is
 * a test martingale again, and finds a change however late it comes (Shin, Ramdas and Rinaldo,
 * E-detectors: a nonparametric framework for sequential change detection, 2024, section 3).
 */
final class ChangeOdds {
  private static final double WHOLE = 0.4;
  private static final double EVEN = 0.4;
  private static final double TAIL = 0.2;

  /** For how long each second is as likely as another for a change to begin. */
  private static final int HORIZON = 1200;

  private ChangeOdds() {}

  /**
   * Returns their logarithm.
   *
   * @param suffixes what was counted from each reading until now, longest first
   * @param events counts the events of a window
   * @param allowed the highest share that is allowed, between 0 and 1
   */
  static double log(List<Window> suffixes, ToLongFunction<Window> events, double allowed) {
    if (suffixes.isEmpty()) {
      return 0;
    }
    Bernoulli.Odds odds = Bernoulli.against(allowed);
    double[] terms = new double[suffixes.size()];
    Duration all = suffixes.get(0).length();
    long last = -1;
    int count = 0;
    for (Window window : suffixes) {
      long second = all.minus(window.length()).toSeconds();
      if (second > last) {
        last = second;
        terms[count++] =
            Math.log(weight(second)) + odds.log(window.requests(), events.applyAsLong(window));
      }
    }
    return Bernoulli.logSum(terms, count);
  }

  /** Returns the window whose odds against its share being allowed are highest. */
  static Window worst(List<Window> suffixes, ToLongFunction<Window> events, double allowed) {
    Bernoulli.Odds odds = Bernoulli.against(allowed);
    return suffixes.stream()
        .max(Comparator.comparingDouble(w -> odds.log(w.requests(), events.applyAsLong(w))))
        .orElseThrow(() -> new IllegalArgumentException("suffixes must not be empty"));
  }

  /** By the second in which a reading was made, of which one counts for each. */
  private static double weight(long second) {
    double k = second;
    return (second == 0 ? WHOLE : 0)
        + (second < HORIZON ? EVEN / HORIZON : 0)
        + TAIL / ((k + 1) * (k + 2));
  }
}
