package io.verdigris.benchmarks;

import io.verdigris.testkit.simulation.CrashMatrix;
import io.verdigris.testkit.simulation.RandomRollouts;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Counts what was played and tells each broken case as it comes. */
final class Tally {
  private static final int MOST_TOLD = 20;

  private final PrintStream out;
  private final boolean firstOnly;
  private int broken;

  Tally(PrintStream out, boolean firstOnly) {
    this.out = out;
    this.firstOnly = firstOnly;
  }

  void cases(String what, Stream<CrashMatrix.Result> results) {
    long begin = System.nanoTime();
    Map<String, Integer> stories = new TreeMap<>();
    long calls = 0;
    int wrong = 0;
    int played = 0;
    for (Iterator<CrashMatrix.Result> i = results.iterator(); i.hasNext() && goesOn(); ) {
      CrashMatrix.Result result = i.next();
      played++;
      calls += result.allCalls();
      stories.merge(result.tried().story().name(), 1, Integer::sum);
      if (!result.wrong().isEmpty()) {
        wrong++;
        broken(result.tried().toString(), result.wrong());
      }
    }
    out.printf(
        Locale.ROOT,
        "%s: %,d rollouts %s, %,d requests, %d broken, %.0f s%n",
        what,
        played,
        stories,
        calls,
        wrong,
        seconds(begin));
  }

  void worlds(Stream<RandomRollouts.Result> results) {
    long begin = System.nanoTime();
    var phases = new TreeMap<String, Integer>();
    long calls = 0;
    long faults = 0;
    long processes = 0;
    int played = 0;
    for (Iterator<RandomRollouts.Result> i = results.iterator(); i.hasNext(); ) {
      RandomRollouts.Result result = i.next();
      played++;
      calls += result.calls();
      faults += result.faults();
      processes += result.processes();
      phases.merge(result.phase(), 1, Integer::sum);
      if (!result.wrong().isEmpty()) {
        broken("seed " + result.seed() + " " + result.story(), result.wrong());
      }
    }
    out.printf(
        Locale.ROOT,
        "random worlds: %,d rollouts %s, %,d processes, %,d requests, %,d faults, %d broken, %.0f s%n",
        played,
        phases,
        processes,
        calls,
        faults,
        broken,
        seconds(begin));
  }

  int one(List<String> wrong) {
    wrong.forEach(w -> out.println("broken: " + w));
    return wrong.isEmpty() ? 0 : 1;
  }

  int exitStatus() {
    return broken == 0 ? 0 : 1;
  }

  private boolean goesOn() {
    return !firstOnly || broken == 0;
  }

  private void broken(String what, List<String> wrong) {
    broken++;
    if (broken <= MOST_TOLD) {
      out.println("broken: " + what + " " + wrong);
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
