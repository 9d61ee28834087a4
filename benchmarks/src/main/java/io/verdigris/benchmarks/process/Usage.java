package io.verdigris.benchmarks.process;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process has used since it began.
 *
 * @param requests requests to the API server, by verb and resource
 * @param cpu its time on a processor
 * @param resident its resident memory now, in bytes; 0 where that is not known
 */
public record Usage(Map<String, Long> requests, Duration cpu, long resident) {
  /** Copies the map. */
  public Usage {
    requests = new TreeMap<>(requests);
  }

  /** Returns what was used after that, and the memory of now. */
  public Usage since(Usage before) {
    var more = new TreeMap<>(requests);
    before.requests.forEach((kind, count) -> more.merge(kind, -count, Long::sum));
    more.values().removeIf(count -> count == 0);
    return new Usage(more, cpu.minus(before.cpu), resident);
  }

  /** Returns how many of the requests write, be it in a dry run or to ask a question. */
  public long writes() {
    return requests.entrySet().stream()
        .filter(e -> !e.getKey().matches("(GET|LIST|WATCH) .*"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Returns how many requests there were. */
  public long total() {
    return requests.values().stream().mapToLong(Long::longValue).sum();
  }
}
