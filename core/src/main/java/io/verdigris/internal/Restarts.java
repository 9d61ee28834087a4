package io.verdigris.internal;

import java.util.HashMap;
import java.util.Map;

/**
 * How often containers of a colour's pods have restarted since the first reading, pod by pod: what
 * a pod counts then is the baseline, and one that comes later began at zero.
 */
final class Restarts {
  private final Map<String, Integer> last = new HashMap<>();
  private boolean begun;
  private int sum;

  /** Adds a reading of all pods, ready or not. */
  void add(Map<String, Integer> reading) {
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
