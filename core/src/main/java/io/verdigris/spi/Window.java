package io.verdigris.spi;

import java.time.Duration;
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

  /** Returns the share of requests that failed; 0 without requests. */
  public double errorShare() {
    return requests == 0 ? 0 : (double) errors / requests;
  }
}
