package io.verdigris.internal;

import io.verdigris.spi.Environment;
import io.verdigris.spi.Sample;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a colour's pods answer requests: one of them counts more since it was first read than its
 * readings can have caused. What a pod counts that was not read before is of no known time.
 */
final class Movement {
  private Map<String, Run> runs = new HashMap<>();
  private boolean seen;

  /** An unbroken run of readings of one pod. */
  private record Run(long first, long latest, int later) {
    static Run next(@Nullable Run before, long requests) {
      return before == null || requests < before.latest
          ? new Run(requests, requests, 0)
          : new Run(before.first, requests, before.later + 1);
    }

    boolean moves() {
      return latest - first > later;
    }
  }

  /** Adds a reading. */
  void add(Sample sample, Environment environment) {
    var next = new HashMap<String, Run>();
    if (sample instanceof Sample.Value value) {
      value.pods().forEach((pod, now) -> next.put(pod, Run.next(runs.get(pod), now.requests())));
    } else if (sample instanceof Sample.NoTraffic) {
      environment.pods().forEach(pod -> next.put(pod.name(), Run.next(runs.get(pod.name()), 0)));
    }
    runs = next;
    seen |= next.values().stream().anyMatch(Run::moves);
  }

  boolean seen() {
    return seen;
  }
}
