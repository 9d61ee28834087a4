package io.verdigris.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How often containers of a colour's pods have restarted since the first reading, pod by pod: what
 * a pod counts then is the baseline, and one that comes later began at zero.
 */
final class Restarts {
  /** Steps that follow each other at once need not each read them. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Map<String, Integer> last = new HashMap<>();
  private Instant read = Instant.MIN;
  private boolean begun;
  private int sum;

  /** Tells whether it is time for another reading: after a while, or when something has changed. */
  boolean isDue(Look look) {
    return look.woken() || !look.now().isBefore(read.plus(SOON));
  }

  /** Adds a reading of all pods, ready or not. */
  void add(Map<String, Integer> reading, Instant now) {
    read = now;
    reading.forEach(
        (pod, count) -> {
          int before = last.getOrDefault(pod, begun ? 0 : count);
          sum += Math.max(0, count - before);
          last.put(pod, count);
        });
    begun = true;
  }

  int sum() {
    return sum;
  }
}
