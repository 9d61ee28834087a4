package io.verdigris.benchmarks;

import io.verdigris.testkit.simulation.CrashMatrix;
import io.verdigris.testkit.simulation.RandomRollouts;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Counts what was played and tells each broken case as it comes. Safe for use by threads. */
final class Tally {
  private static final int MOST_TOLD = 20;

  /** After how many rollouts a sign of life is given. */
  private static final int STEP = 5000;

  private final PrintStream out;
  private final boolean firstOnly;
  private int broken;

  /**
   * @param firstOnly whether to end with the first broken case
   */
  Tally(PrintStream out, boolean firstOnly) {
    this.out = out;
    this.firstOnly = firstOnly;
  }

  /** What was counted of one kind. */
  private static final class Count {
    private final long begin = System.nanoTime();
    private final Map<String, Integer> ends = new TreeMap<>();
    private int rollouts;
    private long processes;
    private long requests;
    private long faults;
    private int broken;
  }

  void cases(String what, Stream<CrashMatrix.Result> results) {
    var count = new Count();
    boolean unused = results.map(r -> add(count, r)).anyMatch(bad -> bad && firstOnly);
    tell(what, count);
  }

  void worlds(Stream<RandomRollouts.Result> results) {
    var count = new Count();
    boolean unused = results.map(r -> add(count, r)).anyMatch(bad -> bad && firstOnly);
    tell("random worlds", count);
  }

  private synchronized boolean add(Count count, CrashMatrix.Result result) {
    count.ends.merge(result.tried().story().name(), 1, Integer::sum);
    count.faults += result.tried().faults().size();
    count.processes += result.calls().size();
    count.requests += result.allCalls();
    return add(count, result.tried().toString(), result.wrong());
  }

  private synchronized boolean add(Count count, RandomRollouts.Result result) {
    String end = result.phase().isEmpty() ? "REFUSED" : result.phase();
    count.ends.merge(end, 1, Integer::sum);
    count.faults += result.faults();
    count.processes += result.processes();
    count.requests += result.calls();
    return add(count, "seed " + result.seed() + " " + result.story(), result.wrong());
  }

  private boolean add(Count count, String what, List<String> wrong) {
    count.rollouts++;
    if (count.rollouts % STEP == 0) {
      System.err.printf(Locale.ROOT, "%,d rollouts, %d broken%n", count.rollouts, count.broken);
    }
    if (wrong.isEmpty()) {
      return false;
    }
    count.broken++;
    broken++;
    if (broken <= MOST_TOLD) {
      out.println("broken: " + what + " " + wrong);
    }
    return true;
  }

  private void tell(String what, Count count) {
    out.printf(
        Locale.ROOT,
        "%s: %,d rollouts %s, %,d processes, %,d requests, %,d faults, %d broken, in %.0f s%n",
        what,
        count.rollouts,
        count.ends,
        count.processes,
        count.requests,
        count.faults,
        count.broken,
        (System.nanoTime() - count.begin) / 1e9);
  }

  int one(List<String> wrong) {
    wrong.forEach(w -> out.println("broken: " + w));
    return wrong.isEmpty() ? 0 : 1;
  }

  int exitStatus() {
    return broken == 0 ? 0 : 1;
  }
}
