package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.switcher.ingress.HttpRouteBackends;
import io.verdigris.switcher.ingress.IngressBackend;
import io.verdigris.testkit.simulation.Directing;
import io.verdigris.testkit.simulation.ForeignChange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What others do in the middle of a rollout, and the answer that is defined for it. */
class ForeignChangeTest {
  private static final long SEED = 1;
  private static final Directing INGRESS = Directing.ingress(IngressBackend.ID);
  private static final Directing ROUTE = Directing.httpRoute(HttpRouteBackends.ID);

  enum Moment {
    AT_ONCE,
    LATER
  }

  /**
   * The answers, for each change in each phase: which phase was entered, when after that, in which
   * phase that was, and what came of it. Changes that come after the end are left out.
   */
  @ParameterizedTest(name = "{0} in {1} {2}: {4}")
  @CsvFileSource(resources = "foreign-changes.csv")
  void has_a_defined_answer_and_breaks_no_invariant(
      ForeignChange change, Phase phase, Moment moment, Phase madeIn, String answer) {
    var world = new ForeignWorld(SEED, change, phase, moment == Moment.LATER).run();

    assertThat(world.madeIn()).isEqualTo(madeIn.name());
    assertThat(world.violations()).as(world.trace()).isEmpty();
    assertThat(world.answer()).as(world.trace()).isEqualTo(answer);
    // while both colours serve the selector has none, and somebody who takes it out changes nothing
    boolean shared = phase == Phase.COMPARE && moment == Moment.LATER;
    if (change == ForeignChange.DROPS_THE_COLOUR && !shared) {
      assertThat(world.selector()).as("never fought over").isEqualTo(world.left());
      if (!answer.startsWith("rolled-back")) {
        assertThat(world.outcome().reason()).contains("Service shop/web");
      }
    }
  }

  /**
   * The answers where traffic is directed at the edge, in the phases in which it may move. They are
   * the same for an Ingress and for an HTTPRoute; of the two only the latter can shift it in steps.
   */
  @ParameterizedTest(name = "{0} in {1} {2}: {4}")
  @CsvFileSource(resources = "foreign-changes-at-the-edge.csv")
  void has_the_same_answer_at_any_edge(
      ForeignChange change, Phase phase, Moment moment, Phase madeIn, String answer) {
    for (Directing edge : phase == Phase.SHIFT ? List.of(ROUTE) : List.of(INGRESS, ROUTE)) {
      var world = new ForeignWorld(SEED, change, phase, moment == Moment.LATER, edge).run();

      assertThat(world.madeIn()).isEqualTo(madeIn.name());
      assertThat(world.violations()).as(world.trace()).isEmpty();
      assertThat(world.answer()).as(world.trace()).isEqualTo(answer);
      if (answer.startsWith("halted")) {
        assertThat(world.parts()).as("never fought over").isEqualTo(world.leftParts());
      }
    }
  }

  /** What is not told by sizes and colours. */
  @Test
  void a_way_back_that_is_gone_is_told() {
    var world = new ForeignWorld(SEED, ForeignChange.DELETES_BLUE, Phase.MONITOR, true).run();

    assertThat(world.outcome().notes()).anyMatch(n -> n.contains("blue lost all its ready pods"));
  }

  @Test
  void a_process_that_dies_before_it_sees_that_its_victim_went_live_is_made_up_for() {
    var world =
        ForeignWorld.atTheScaleDownOfBlue(SEED, ForeignChange.SELECTS_THE_OTHER_COLOUR)
            .dyingOnceItIsMade();

    world.run();

    assertThat(world.violations()).as(world.trace()).isEmpty();
    assertThat(world.answer()).as(world.trace()).startsWith("halted blue 2:2");
  }

  /** Between the last look at the Service and the patch that takes blue's pods. */
  @Test
  void a_colour_that_goes_live_just_when_it_is_taken_away_gets_its_pods_back() {
    var world = ForeignWorld.atTheScaleDownOfBlue(SEED, ForeignChange.SELECTS_THE_OTHER_COLOUR);

    world.run();

    assertThat(world.madeIn()).isNotEmpty();
    assertThat(world.violations()).as(world.trace()).isEmpty();
    assertThat(world.answer()).as(world.trace()).startsWith("halted blue 2:2");
    assertThat(world.selector()).isEqualTo(world.left());
    assertThat(world.outcome().reason()).contains("selects blue").contains("its 2 pods");
  }
}
