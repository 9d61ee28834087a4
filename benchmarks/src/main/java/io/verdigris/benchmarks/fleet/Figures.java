package io.verdigris.benchmarks.fleet;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a worker uses.
 *
 * @param heap bytes of the heap that are in use after a collection
 * @param threads how many threads there are
 * @param mostThreads how many there were at the most
 * @param cpu the process' processor time
 * @param idle how often a thread of the orchestrator was seen with nothing to do
 * @param waiting how often one waited for the API server
 * @param busy how often one did anything else
 * @param requests the requests to the API server, by verb and resource
 */
public record Figures(
    long heap,
    long threads,
    long mostThreads,
    Duration cpu,
    long idle,
    long waiting,
    long busy,
    Map<String, Long> requests) {
  private static final String REQUESTS = "requests.";

  /** Copies the requests. */
  public Figures {
    requests = Map.copyOf(requests);
  }

  static Figures now(Requests requests, Occupation occupation) {
    System.gc();
    var threads = ManagementFactory.getThreadMXBean();
    return new Figures(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        threads.getThreadCount(),
        threads.getPeakThreadCount(),
        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO),
        occupation.idle(),
        occupation.waiting(),
        occupation.busy(),
        requests.counts());
  }

  Line line() {
    var fields = new TreeMap<String, String>();
    fields.put("heap", Long.toString(heap));
    fields.put("threads", Long.toString(threads));
    fields.put("mostThreads", Long.toString(mostThreads));
    fields.put("cpu", cpu.toString());
    fields.put("idle", Long.toString(idle));
    fields.put("waiting", Long.toString(waiting));
    fields.put("busy", Long.toString(busy));
    requests.forEach(
        (kind, count) -> fields.put(REQUESTS + kind.replace(' ', '.'), count.toString()));
    return new Line("figures", fields);
  }

  static Figures of(Line line) {
    return new Figures(
        line.number("heap"),
        line.number("threads"),
        line.number("mostThreads"),
        Duration.parse(line.text("cpu")),
        line.number("idle"),
        line.number("waiting"),
        line.number("busy"),
        line.fields().entrySet().stream()
            .filter(e -> e.getKey().startsWith(REQUESTS))
            .collect(
                Collectors.toMap(
                    e -> e.getKey().substring(REQUESTS.length()).replace('.', ' '),
                    e -> Long.parseLong(e.getValue()))));
  }

  /** Returns all requests. */
  public long allRequests() {
    return requests.values().stream().mapToLong(n -> n).sum();
  }

  /** Returns how many watches were opened. */
  public long watches() {
    return requests.entrySet().stream()
        .filter(e -> e.getKey().startsWith("WATCH"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
