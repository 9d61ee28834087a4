package io.verdigris.spi;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a colour did over a stretch of time, as differences of counters.
 *
 * @param length how long
 * @param requests requests answered
 * @param errors those of them that failed
 * @param buckets upper bound in seconds to the number of requests that took at most as long
 */
public record Window(Duration length, long requests, long errors, SortedMap<Double, Long> buckets) {
  /** Copies the buckets. */
  public Window {
    buckets = new TreeMap<>(buckets);
  }

  /**
   * Returns the finite bucket that a time falls into: its upper bound in seconds, which is not
   * below the time, and how many requests took at most as long; empty when there is none.
   */
  public Optional<Map.Entry<Double, Long>> bucket(Duration time) {
    return buckets.tailMap(time.toNanos() / 1e9).entrySet().stream()
        .filter(b -> !b.getKey().isInfinite())
        .findFirst();
  }

  /**
   * Returns how many requests took longer than the boundary of {@link #bucket}: of those that the
   * histogram holds, and no more than there were. A request that is in no bucket at all, such as
   * one that a proxy answered itself, is not slow; empty when there is no such bucket.
   */
  public OptionalLong slower(Duration time) {
    long timed = buckets.getOrDefault(Double.POSITIVE_INFINITY, requests);
    return bucket(time).stream()
        .mapToLong(b -> Math.max(0, Math.min(requests, timed - b.getValue())))
        .findFirst();
  }

  /** Returns the share of requests that failed; 0 without requests. */
  public double errorShare() {
    return requests == 0 ? 0 : (double) errors / requests;
  }
}
