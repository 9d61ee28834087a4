package io.verdigris.benchmarks.judging;

import io.verdigris.benchmarks.judging.Scenario.Green;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tries rules for going back on drawn traffic, without cluster and engine, and prints what they did
 * as Markdown. The same seed gives the same tables.
 */
public final class Judging {
  private static final List<Integer> TRAFFIC = List.of(10, 100, 1000, 10_000);
  private static final List<Double> BLUE = List.of(0.0001, 0.0005, 0.005, 0.05);
  private static final double USUAL = 0.0005;
  private static final int MIDDLE = 300;

  static final List<Rule> RULES =
      List.of(
          VerdigrisRule.comparison(),
          VerdigrisRule.hardLimits(),
          new FlaggerRule(),
          new ArgoRule(),
          new KayentaRule());

  private final long seed;
  private final int runs;

  /**
   * Makes ready to play.
   *
   * @param seed what everything is drawn from
   * @param runs how many for each scenario, at least 1
   */
  public Judging(long seed, int runs) {
    this.seed = seed;
    this.runs = runs;
  }

  /** Plays all scenarios, which takes minutes, and prints the tables. */
  public void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        """
        Seed %d, %,d runs a cell; of so many, 0 %% is below %.2f %% with 95 %% confidence. "Open": the
        soak's end waits for more requests or a person. Soak 10 min; Argo Rollouts is watched for 15.

        """,
        seed,
        runs,
        100 * Cell.boundOfNone(runs));
    out.println("Rolled back though green is no worse than blue is, or would be:");
    table(out, healthy(), Cell::falseAlarms);
    out.println(
        "Rolled back since green is worse: share, median time (95 %), requests failed by then:");
    table(out, worse(), Cell::detection);
  }

  private void table(PrintStream out, List<Scenario> rows, Function<Cell, String> told) {
    String names = RULES.stream().map(Rule::name).collect(Collectors.joining(" | "));
    out.printf("%n| green | requests/min | blue fails | %s |%n", names);
    out.println("|---|" + "---|".repeat(RULES.size() + 2));
    for (Scenario row : rows) {
      String cells = play(row, RULES).stream().map(told).collect(Collectors.joining(" | "));
      out.printf("| %s | %s |%n", row.cells(), cells);
    }
    out.println();
  }

  /** Plays one scenario; returns a cell for each rule. */
  List<Cell> play(Scenario scenario, List<Rule> rules) {
    int begins = scenario.green().begins();
    var traffic = new Traffic(scenario);
    long[] seeds = seeds(scenario).longs(runs).toArray();
    List<List<Outcome>> all =
        IntStream.range(0, runs)
            .parallel()
            .mapToObj(run -> traffic.draw(new SplittableRandom(seeds[run])))
            .map(drawn -> rules.stream().map(r -> Outcome.of(r, drawn, begins)).toList())
            .toList();
    return IntStream.range(0, rules.size())
        .mapToObj(rule -> new Cell(begins, all.stream().map(run -> run.get(rule)).toList()))
        .toList();
  }

  /** A row draws the same whatever other rows there are. */
  private SplittableRandom seeds(Scenario scenario) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + scenario.cells().hashCode());
  }

  private static List<Scenario> healthy() {
    var rows = new ArrayList<Scenario>();
    BLUE.forEach(blue -> TRAFFIC.forEach(t -> rows.add(new Scenario(t, blue, Green.HEALTHY))));
    for (double blue : List.of(USUAL, 0.005)) {
      for (int traffic : List.of(100, 1000, 10_000)) {
        rows.add(new Scenario(traffic, blue, Green.IN_BURSTS));
      }
    }
    rows.add(new Scenario(1000, USUAL, Green.SHARED));
    rows.add(new Scenario(1000, USUAL, Green.shared(5, MIDDLE)));
    rows.add(new Scenario(10_000, USUAL, Green.shared(1, MIDDLE)));
    return rows;
  }

  private static List<Scenario> worse() {
    var rows = new ArrayList<Scenario>();
    for (double points : List.of(0.5, 1.0, 5.0, 20.0)) {
      TRAFFIC.forEach(t -> rows.add(new Scenario(t, USUAL, Green.worseBy(points))));
    }
    TRAFFIC.forEach(t -> rows.add(new Scenario(t, USUAL, Green.worseFrom(5, MIDDLE))));
    for (int traffic : List.of(1000, 10_000)) {
      rows.add(new Scenario(traffic, 0.005, Green.burstsWorseBy(1)));
      rows.add(new Scenario(traffic, 0.005, Green.burstsWorseBy(5)));
    }
    for (double points : List.of(1.0, 5.0)) {
      List.of(0.0001, 0.005, 0.05)
          .forEach(blue -> rows.add(new Scenario(1000, blue, Green.worseBy(points))));
    }
    return rows;
  }
}
