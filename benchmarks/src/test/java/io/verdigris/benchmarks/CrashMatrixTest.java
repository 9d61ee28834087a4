package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.simulation.Conditions;
import io.verdigris.testkit.simulation.CrashMatrix;
import io.verdigris.testkit.simulation.Fault;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The crash matrix; {@code ./simulate matrix} plays all pairs of deaths, here each 16th request is
 * taken for the first. {@code -Dseed=N} draws other worlds.
 */
class CrashMatrixTest {
  private static final int STORMS = 25;
  private static final int EACH = 16;

  private final CrashMatrix matrix =
      new CrashMatrix(Long.getLong("seed", 1), Conditions.calm(), UnaryOperator.identity());

  @Test
  void a_fault_at_any_request_changes_nothing_about_the_end() {
    check(matrix.singles(Stream.of(Fault.values()).filter(f -> f != Fault.NONE).toList()));
  }

  @Test
  void a_second_death_changes_nothing_about_the_end() {
    check(matrix.pairs(first -> first % EACH == 0));
  }

  @Test
  void two_processes_that_go_on_at_once_change_nothing_about_the_end() {
    check(matrix.races());
  }

  @Test
  void slow_slices_late_watches_and_wrong_clocks_change_nothing_about_the_end() {
    check(matrix.storms(STORMS));
  }

  private static void check(Stream<CrashMatrix.Result> results) {
    List<CrashMatrix.Result> all = results.toList();
    var broken = all.stream().filter(r -> !r.wrong().isEmpty()).toList();
    System.out.printf(
        "crash matrix: %d rollouts, %d requests, %d broken%n",
        all.size(), all.stream().mapToInt(CrashMatrix.Result::allCalls).sum(), broken.size());
    assertThat(all).isNotEmpty();
    assertThat(broken.stream().map(r -> r.tried() + " " + r.wrong()))
        .as(() -> broken.isEmpty() ? "" : broken.get(0).tried() + "\n" + broken.get(0).trace())
        .isEmpty();
  }
}
