package io.verdigris.benchmarks.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.verdigris.benchmarks.judging.Scenario.Green;
import io.verdigris.benchmarks.judging.Traffic.Drawn;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final int RUNS = 300;

  @Test
  void requests_and_errors_come_as_often_as_the_scenario_says() {
    List<Drawn> drawn = drawn(new Scenario(600, 0.02, Green.worseFrom(5, 300)));

    assertThat(mean(drawn, d -> d.blue().requests(0, 300))).isCloseTo(3000, within(20.0));
    assertThat(mean(drawn, d -> d.blue().share(0, 300))).isCloseTo(0.02, within(0.001));
    assertThat(mean(drawn, d -> d.green().share(0, 300))).isCloseTo(0.02, within(0.001));
    assertThat(mean(drawn, d -> d.green().share(300, 900))).isCloseTo(0.07, within(0.002));
  }

  @Test
  void errors_that_come_each_by_itself_scatter_as_those_of_poisson() {
    List<Drawn> drawn = drawn(new Scenario(600, 0.02, Green.HEALTHY));

    assertThat(scatter(drawn)).isCloseTo(1, within(0.3));
  }

  @Test
  void errors_in_bursts_are_as_many_but_scatter_more() {
    List<Drawn> drawn = drawn(new Scenario(600, 0.02, Green.IN_BURSTS));

    assertThat(mean(drawn, d -> d.blue().share(0, 300))).isCloseTo(0.02, within(0.002));
    assertThat(scatter(drawn)).isGreaterThan(3);
  }

  /** The variance of the number of errors over its mean: 1 for Poisson. */
  private static double scatter(List<Drawn> drawn) {
    double mean = mean(drawn, d -> d.blue().errors(0, 300));
    return mean(drawn, d -> Math.pow(d.blue().errors(0, 300) - mean, 2)) / mean;
  }

  private static double mean(List<Drawn> drawn, ToDoubleFunction<Drawn> value) {
    return drawn.stream().mapToDouble(value).average().orElseThrow();
  }

  private static List<Drawn> drawn(Scenario scenario) {
    var traffic = new Traffic(scenario);
    var random = new SplittableRandom(3);
    return Stream.generate(() -> traffic.draw(random)).limit(RUNS).toList();
  }
}
