package io.verdigris.benchmarks.judging;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What one rule did in the runs of one scenario.
 *
 * @param begins when the fault began, in seconds after the switch
 * @param outcomes one for each run
 */
record Cell(int begins, List<Outcome> outcomes) {
  private static final double CONFIDENCE = 0.95;

  /** Returns the outcomes that went back after the fault had begun. */
  private List<Outcome> detected() {
    return outcomes.stream().filter(o -> o.rolledBack() && o.second() > begins).toList();
  }

  long rolledBack() {
    return outcomes.stream().filter(Outcome::rolledBack).count();
  }

  /** Returns the share that is exceeded with 5 % at most when none of so many went back. */
  static double boundOfNone(int runs) {
    return 1 - Math.pow(1 - CONFIDENCE, 1.0 / runs);
  }

  /** Says how many were rolled back, where none should be. */
  String falseAlarms() {
    return percent(rolledBack()) + open();
  }

  /** Says how many were rolled back, how soon, and at what price. */
  String detection() {
    List<Outcome> found = detected();
    String early = rolledBack() > found.size() ? ", too early " + percent(early()) : "";
    if (found.isEmpty()) {
      return "0 %" + early + open();
    }
    return String.format(
        Locale.ROOT,
        "%s: %d s (%d s), %,d%s%s",
        percent(found.size()),
        quantile(found, 0.5, o -> o.second() - begins),
        quantile(found, CONFIDENCE, o -> o.second() - begins),
        quantile(found, 0.5, Outcome::failed),
        early,
        open());
  }

  private long early() {
    return rolledBack() - detected().size();
  }

  private String open() {
    long open = outcomes.stream().filter(Outcome::inconclusive).count();
    return open == 0 ? "" : "; " + percent(open) + " open";
  }

  private static long quantile(List<Outcome> some, double share, ToLongFunction<Outcome> value) {
    long[] sorted = some.stream().mapToLong(value).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private String percent(long count) {
    double percent = 100.0 * count / outcomes.size();
    boolean whole = percent == Math.rint(percent);
    return String.format(Locale.ROOT, whole ? "%.0f %%" : "%.1f %%", percent);
  }
}
