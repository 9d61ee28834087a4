package io.verdigris.report;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.judging.WindowText;
import io.verdigris.spi.Window;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns the histograms of samples, which hold everything since the switch and are large, into what
 * they tell of the time since the sample before: {@code p50}, {@code p95} and {@code p99}, in
 * milliseconds. Not safe for use by several threads.
 */
final class Latencies {
  private static final Map<String, Double> QUANTILES =
      new TreeMap<>(Map.of("p50", 0.5, "p95", 0.95, "p99", 0.99));

  private final Map<Application, Window> before = new HashMap<>();

  /** Returns the event with quantiles in place of its histogram, where it has one. */
  RolloutEvent timed(RolloutEvent event) {
    if (event.type() == Type.SWITCHED) {
      before.remove(event.application());
    }
    String counted = event.details().get("counted");
    if (counted == null) {
      return event;
    }
    var details = new TreeMap<>(event.details());
    details.remove("counted");
    window(counted).ifPresent(now -> details.putAll(quantiles(event.application(), now)));
    return RolloutEvent.of(
        event.at(),
        event.rollout(),
        event.application(),
        event.phase(),
        event.type(),
        event.message(),
        details);
  }

  /** A sample that cannot be read shows no latency; what else it tells is still shown. */
  private static Optional<Window> window(String text) {
    try {
      return Optional.of(WindowText.read(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Map<String, String> quantiles(Application application, Window now) {
    Window last = before.put(application, now);
    SortedMap<Double, Long> counts = last == null ? now.buckets() : since(last, now);
    var quantiles = new TreeMap<String, String>();
    QUANTILES.forEach(
        (name, share) ->
            quantile(counts, share)
                .ifPresent(s -> quantiles.put(name, String.format(Locale.ROOT, "%.1f", s * 1e3))));
    return quantiles;
  }

  /** A process that takes over counts anew: then all that it counted is new. */
  private static SortedMap<Double, Long> since(Window last, Window now) {
    SortedMap<Double, Long> counts = new TreeMap<>();
    for (Map.Entry<Double, Long> bucket : now.buckets().entrySet()) {
      long count = bucket.getValue() - last.buckets().getOrDefault(bucket.getKey(), 0L);
      if (count < 0) {
        return now.buckets();
      }
      counts.put(bucket.getKey(), count);
    }
    return counts;
  }

  /**
   * Returns the time in seconds that this share of the requests did not exceed, assuming that they
   * are spread evenly within a bucket; beyond the last finite bound that bound. Empty where nothing
   * was counted.
   */
  static OptionalDouble quantile(SortedMap<Double, Long> cumulative, double share) {
    long all = cumulative.values().stream().mapToLong(Long::longValue).max().orElse(0);
    double rank = share * all;
    double low = 0;
    long below = 0;
    for (Map.Entry<Double, Long> bucket : cumulative.entrySet()) {
      if (bucket.getKey().isInfinite()) {
        break;
      }
      if (bucket.getValue() >= rank && bucket.getValue() > below) {
        double within = (rank - below) / (bucket.getValue() - below);
        return OptionalDouble.of(low + within * (bucket.getKey() - low));
      }
      low = bucket.getKey();
      below = bucket.getValue();
    }
    return all == 0 || low == 0 ? OptionalDouble.empty() : OptionalDouble.of(low);
  }
}
