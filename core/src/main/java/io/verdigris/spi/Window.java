package io.verdigris.spi;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

  /** Returns the share of requests that failed; 0 without requests. */
  public double errorShare() {
    return requests == 0 ? 0 : (double) errors / requests;
  }
}
