package io.verdigris.internal;

import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.Window;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * The odds that the new colour's share of events is higher than the old one's at the same time.
 *
 * <p>Of the events of both in one stretch it is asked only to whom they happened. If the chance is
 * the same for both, whatever it is in that stretch, they fall on the colours as if drawn without
 * replacement from the requests of both; the odds of drawing with replacement, as taken here, are
 * at most 1 in the mean then (Hoeffding, Probability Inequalities for Sums of Bounded Random
 * Variables, JASA 1963, theorem 4). So bursts and faults that both share cancel out, and the
 * product over the stretches is a test martingale as in {@link Bernoulli}: it ever reaches {@code
 * 1/a} with a chance of at most {@code a}.
 */
final class SideBySide {
  /** How many times as likely an event may be in the new colour, and how that is weighed. */
  private static final double[] TIMES = {1.5, 3, 10, 1000};

  private static final double[] WEIGHTS = {0.1, 0.2, 0.3, 0.4};

  private SideBySide() {}

  /** Returns their logarithm; 0 as long as nothing was seen of both. */
  static double log(List<Stretch> stretches, ToLongFunction<Window> events) {
    // weights that sum up to nearly 1 would make odds of nothing
    return mixed(times -> log(stretches, events, times)) - mixed(times -> 0);
  }

  private static double mixed(DoubleUnaryOperator logOdds) {
    double[] terms = new double[TIMES.length];
    for (int i = 0; i < TIMES.length; i++) {
      terms[i] = logOdds.applyAsDouble(TIMES[i]) + Math.log(WEIGHTS[i]);
    }
    return Bernoulli.logSum(terms, TIMES.length);
  }

  private static double log(List<Stretch> stretches, ToLongFunction<Window> events, double times) {
    double sum = 0;
    for (Stretch stretch : stretches) {
      double newRequests = stretch.newColour().requests();
      double oldRequests = stretch.oldColour().requests();
      if (newRequests > 0 && oldRequests > 0) {
        double even = newRequests / (newRequests + oldRequests);
        double uneven = times * newRequests / (times * newRequests + oldRequests);
        sum +=
            events.applyAsLong(stretch.newColour()) * Math.log(uneven / even)
                + events.applyAsLong(stretch.oldColour()) * Math.log((1 - uneven) / (1 - even));
      }
    }
    return sum;
  }
}
