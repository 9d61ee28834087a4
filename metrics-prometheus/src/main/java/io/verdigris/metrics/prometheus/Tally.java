package io.verdigris.metrics.prometheus;

import io.verdigris.metrics.prometheus.Layout.Quantity;
import io.verdigris.spi.Counters;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Adds up one pod's series, as one layout selects them. */
final class Tally {
  private final Map<Quantity, Double> sums = new EnumMap<>(Quantity.class);
  private final Map<Double, Double> buckets = new TreeMap<>();

  /** Adds one value; what is no count or no bucket is passed over. */
  void add(Layout layout, Quantity quantity, String bound, double value) {
    if (!Double.isFinite(value) || value < 0) {
      return;
    }
    if (quantity != Quantity.LATENCY) {
      sums.merge(quantity, value, Double::sum);
    } else if (!bound.isEmpty()) {
      buckets.merge(Series.number(bound) / layout.boundsPerSecond(), value, Double::sum);
    }
  }

  /** Tells whether requests are counted. */
  boolean counts() {
    return sums.containsKey(Quantity.REQUESTS) || sums.containsKey(Quantity.UNANSWERED);
  }

  /**
   * Tells whether no request was counted but for the metrics page, or there is a histogram without
   * any request yet, beside which counters with labels are not there before the first one.
   */
  boolean idle() {
    return !counts()
        && (sums.containsKey(Quantity.ANY)
            || Double.valueOf(0).equals(buckets.get(Double.POSITIVE_INFINITY)));
  }

  Counters counters() {
    var rounded = new TreeMap<Double, Long>();
    buckets.forEach((bound, count) -> rounded.put(bound, Math.round(count)));
    return new Counters(
        sum(Quantity.REQUESTS) + sum(Quantity.UNANSWERED),
        sum(Quantity.ERRORS) + sum(Quantity.UNANSWERED),
        rounded,
        sums.containsKey(Quantity.OPEN)
            ? OptionalLong.of(sum(Quantity.OPEN))
            : OptionalLong.empty());
  }

  private long sum(Quantity quantity) {
    return Math.round(sums.getOrDefault(quantity, 0.0));
  }
}
