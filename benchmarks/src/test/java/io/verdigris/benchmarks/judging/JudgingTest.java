package io.verdigris.benchmarks.judging;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.benchmarks.judging.Scenario.Green;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A small part of what {@code ./simulate judging} plays. */
class JudgingTest {
  private static final long SEED = 7;

  /** The false alarms that {@code comparison} allows itself by default. */
  private static final double LEVEL = 0.01;

  @Test
  void comparison_rolls_a_healthy_colour_back_no_more_often_than_it_says() {
    int runs = 60;
    List<Cell> cells =
        List.of(0.0005, 0.005, 0.05).stream()
            .flatMap(blue -> List.of(100, 300, 1000).stream().map(t -> healthy(t, blue)))
            .map(scenario -> cell(runs, scenario, VerdigrisRule.comparison()))
            .toList();
    long wrongly = cells.stream().mapToLong(Cell::rolledBack).sum();

    assertThat(atLeast(wrongly, runs * cells.size()))
        .as("the chance that a level of 1 %% gives %d of %d", wrongly, runs * cells.size())
        .isGreaterThan(0.001);
  }

  @Test
  void twenty_points_more_are_always_found() {
    var scenario = new Scenario(1000, 0.0005, Green.worseBy(20));
    int runs = 100;

    assertThat(cell(runs, scenario, VerdigrisRule.comparison()).rolledBack()).isEqualTo(runs);
  }

  @Test
  void every_rule_finds_twenty_points_in_much_traffic_and_none_in_a_healthy_colour() {
    int runs = 20;
    var worse = new Scenario(10_000, 0.0005, Green.worseBy(20));
    var judging = new Judging(SEED, runs);

    assertThat(judging.play(worse, Judging.RULES))
        .hasSameSizeAs(Judging.RULES)
        .allMatch(cell -> cell.rolledBack() == runs);
    assertThat(judging.play(healthy(10_000, 0.0005), Judging.RULES))
        .allMatch(cell -> cell.rolledBack() == 0);
  }

  @Test
  void comparison_finds_what_begins_late() {
    var late = new Scenario(1000, 0.0005, Green.worseFrom(5, 300));
    List<Outcome> outcomes = cell(40, late, VerdigrisRule.comparison()).outcomes();

    assertThat(outcomes).allMatch(o -> o.rolledBack() && o.second() > 300);
  }

  @Test
  void comparison_need_not_be_asked_where_no_request_has_failed() {
    for (Scenario scenario :
        List.of(
            healthy(1000, 0.005),
            new Scenario(1000, 0.0005, Green.worseBy(0.5)),
            new Scenario(100, 0.0005, Green.worseBy(5)))) {
      assertThat(cell(8, scenario, VerdigrisRule.comparison(true)))
          .isEqualTo(cell(8, scenario, VerdigrisRule.comparison(false)));
    }
  }

  @Test
  void the_same_seed_gives_the_same_tables_and_another_one_others() {
    assertThat(tables(1))
        .isEqualTo(tables(1))
        .contains("Flagger", "10,000")
        .isNotEqualTo(tables(2));
  }

  private static Scenario healthy(int perMinute, double blue) {
    return new Scenario(perMinute, blue, Green.HEALTHY);
  }

  private static Cell cell(int runs, Scenario scenario, Rule rule) {
    return new Judging(SEED, runs).play(scenario, List.of(rule)).get(0);
  }

  private static String tables(long seed) {
    var out = new ByteArrayOutputStream();
    new Judging(seed, 2).print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Returns the chance of at least so many of n where each has the chance of the level. */
  private static double atLeast(long count, int n) {
    double term = Math.pow(1 - LEVEL, n);
    double below = 0;
    for (int k = 0; k < count; k++) {
      below += term;
      term *= (n - k) / (k + 1.0) * LEVEL / (1 - LEVEL);
    }
    return 1 - below;
  }
}
