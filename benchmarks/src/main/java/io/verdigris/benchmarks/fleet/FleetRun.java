package io.verdigris.benchmarks.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was seen of so many rollouts at the same time.
 *
 * @param applications how many
 * @param took from the first start to the last end
 * @param readyToSwitched of each, in ms
 * @param before what the worker used before
 * @param heap the most that its heap held after a collection, in bytes
 * @param after what it used when all had ended
 * @param resident the most memory it has taken, in bytes
 * @param sockets the most sockets that it had open
 * @param phases how long rollouts were in each phase
 * @param machine how busy the machine was, from 0 to 1
 * @param failures the rollouts that were not promoted, each with its reason
 */
record FleetRun(
    int applications,
    Duration took,
    Quantiles readyToSwitched,
    Figures before,
    long heap,
    Figures after,
    Optional<Long> resident,
    int sockets,
    List<Line> phases,
    Optional<Double> machine,
    List<String> failures) {

  Duration cpu() {
    return after.cpu().minus(before.cpu());
  }

  long requests() {
    return after.allRequests() - before.allRequests();
  }

  Map<String, Long> requestsByKind() {
    var all = new TreeMap<String, Long>();
    after
        .requests()
        .forEach((kind, count) -> all.put(kind, count - before.requests().getOrDefault(kind, 0L)));
    return all;
  }

  double seconds() {
    return took.toMillis() / 1000.0;
  }

  double cpuMillis() {
    return (double) cpu().toMillis() / applications;
  }

  private long looks() {
    return after.idle() + after.waiting() + after.busy() - idleBefore();
  }

  private long idleBefore() {
    return before.idle() + before.waiting() + before.busy();
  }

  /** Returns the share of the orchestrator's threads' time in which they waited for the API. */
  double waiting() {
    return share(after.waiting() - before.waiting());
  }

  /** Returns the share in which they did something themselves. */
  double busy() {
    return share(after.busy() - before.busy());
  }

  private double share(long part) {
    return (double) part / Math.max(1, looks());
  }
}
