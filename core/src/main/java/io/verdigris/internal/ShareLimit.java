package io.verdigris.internal;

import io.verdigris.spi.Judgement;
import io.verdigris.spi.Window;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The share of requests that may have something wrong with them.
 *
 * @param most the limit
 * @param events counts them
 * @param what what they did, such as {@code failed}
 */
record ShareLimit(double most, ToLongFunction<Window> events, Function<Window, String> what) {
  /**
   * How likely a window may be taken for too bad whose true share is at the limit. It is looked at
   * each 2 s, so a soak has hundreds of windows, though few that have nothing in common.
   */
  private static final double LEVEL = 1e-4;

  /** Returns why a window shows that the true share is above the limit; empty if it does not. */
  Optional<Judgement> above(Window seen) {
    long count = Math.min(seen.requests(), events.applyAsLong(seen));
    double least = Bernoulli.lowerBound(seen.requests(), count, LEVEL);
    return least <= most
        ? Optional.empty()
        : Optional.of(
            Judgement.rollBack(
                String.format(
                    Locale.ROOT,
                    "%d of %d requests %s in the last %s (%s), which shows more than %s; the limit"
                        + " is %s",
                    count,
                    seen.requests(),
                    what.apply(seen),
                    seconds(seen),
                    Spoken.percent((double) count / seen.requests()),
                    Spoken.percent(least),
                    Spoken.percent(most))));
  }

  static String seconds(Window seen) {
    return String.format(Locale.ROOT, "%.1f s", seen.length().toMillis() / 1000.0);
  }
}
