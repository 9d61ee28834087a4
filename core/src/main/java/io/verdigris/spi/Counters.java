package io.verdigris.spi;

import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts since a pod's container started; they only grow, but for a restart.
 *
 * @param requests requests answered
 * @param errors those of them that failed
 * @param buckets upper bound in seconds to the number of requests that took at most as long; empty
 *     when latency is not known
 * @param open connections open now; empty when not known
 */
public record Counters(
    long requests, long errors, SortedMap<Double, Long> buckets, OptionalLong open) {
  /** Copies the buckets. */
  public Counters {
    buckets = new TreeMap<>(buckets);
  }
}
