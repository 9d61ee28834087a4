package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.verdigris.switcher.ingress.HttpRouteBackends;
import io.verdigris.switcher.ingress.IngressBackend;
import io.verdigris.testkit.simulation.Conditions;
import io.verdigris.testkit.simulation.CrashMatrix;
import io.verdigris.testkit.simulation.Directing;
import io.verdigris.testkit.simulation.Fault;
import io.verdigris.testkit.simulation.Story;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The crash matrix; {@code ./simulate matrix} plays faults at the requests that stories have in
 * common in each of them, and all pairs of deaths, of which each 16th request is taken for the
 * first here. {@code -Dseed=N} draws other worlds.
 */
class CrashMatrixTest {
  private static final int STORMS = 25;
  private static final int EACH = 16;

  private final CrashMatrix matrix =
      new CrashMatrix(Long.getLong("seed", 1), Conditions.calm(), UnaryOperator.identity())
          .sparing();

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

  /**
   * What takes its time at an edge is the same as with a selector; {@code ./simulate} plays all.
   */
  static Stream<Arguments> edges() {
    return Stream.of(
        arguments(
            Named.of("Ingress", Directing.ingress(IngressBackend.ID)),
            new Story[] {Story.PROMOTION, Story.ROLLBACK}),
        arguments(
            Named.of("HTTPRoute", Directing.httpRoute(HttpRouteBackends.ID)),
            new Story[] {Story.STEPS, Story.STEPS_ROLLBACK}));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void a_fault_at_any_request_changes_nothing_about_the_end_at_the_edge(
      Directing edge, Story... stories) {
    check(
        matrix
            .directedBy(edge)
            .of(stories)
            .singles(List.of(Fault.DIES_BEFORE, Fault.DIES_AFTER, Fault.ANSWER_LOST)));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void two_processes_that_go_on_at_once_change_nothing_about_the_end_at_the_edge(
      Directing edge, Story... stories) {
    check(matrix.directedBy(edge).of(stories).races());
  }

  @ParameterizedTest
  @MethodSource("edges")
  void slow_proxies_late_watches_and_wrong_clocks_change_nothing_about_the_end_at_the_edge(
      Directing edge, Story... stories) {
    check(matrix.directedBy(edge).of(stories).storms(STORMS / stories.length));
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
