package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Comparison;
import io.verdigris.Extension;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.judging.Replay;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.testkit.cluster.PodBehaviour;
import io.verdigris.testkit.simulation.Conditions;
import io.verdigris.testkit.simulation.FaultPlan;
import io.verdigris.testkit.simulation.Simulation;
import io.verdigris.testkit.simulation.Story;
import io.verdigris.testkit.simulation.Supervisor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole rollouts in a simulated cluster that compare green with blue's own record. */
class ComparisonRolloutTest {
  private static final PodBehaviour GOOD = PodBehaviour.good(Duration.ofSeconds(2));

  private final Replay replay = Replay.asRecorded();
  private Duration compare = Duration.ofSeconds(30);
  private Optional<Duration> overlap = Optional.empty();
  private final Simulation simulation = new Simulation(1, Conditions.calm());

  @AfterEach
  void close() {
    simulation.close();
  }

  private RolloutOutcome roll(double blue, double green) {
    simulation.behave("web:1", GOOD.failing(blue));
    simulation.behave("web:2", GOOD.failing(green));
    RolloutSpec.Builder steps = RolloutSpec.builder(simulation.application());
    overlap.ifPresent(steps::overlap);
    RolloutSpec spec =
        steps
            .image("app", "web:2")
            .soak(Duration.ofSeconds(20))
            .use(Extension.of(Extension.Kind.VERIFIER, Simulation.HEALTH, Map.of()))
            .use(Extension.of(Extension.Kind.METRICS, Simulation.METRICS, Map.of()))
            .compare(compare)
            .use(Comparison.withOldColour().extension())
            .build();
    var supervisor =
        new Supervisor(simulation, spec, process -> FaultPlan.none(), b -> b.listener(replay), 1);
    supervisor.run(Duration.ofHours(1));
    List<RolloutOutcome> told = supervisor.outcomes();
    assertThat(simulation.violations()).as(simulation.ledger("state.hook.held")).isEmpty();
    return told.get(told.size() - 1);
  }

  @Test
  void a_green_that_fails_as_often_as_blue_is_promoted() {
    assertThat(roll(0.02, 0.02)).isInstanceOf(RolloutOutcome.Promoted.class);
  }

  @Test
  void a_fault_that_both_colours_come_to_share_is_compared_once_and_promoted() {
    Story.SUSPICION_CLEARED.setUp(simulation);
    var supervisor =
        new Supervisor(
            simulation,
            Story.SUSPICION_CLEARED.spec(simulation),
            process -> FaultPlan.none(),
            b -> b.listener(replay),
            1);
    supervisor.run(Duration.ofHours(1));

    assertThat(Story.SUSPICION_CLEARED.unmet(simulation)).isEmpty();
    assertThat(replay.result().end()).isEqualTo(Replay.End.PROMOTED);
    assertThat(replay.result().changes())
        .extracting(change -> change.judgement().verdict())
        .contains(Verdict.SUSPECT)
        .doesNotContain(Verdict.ROLL_BACK);
  }

  @Test
  void a_green_that_fails_more_often_goes_back_unconfirmed_where_both_are_not_to_serve() {
    compare = Duration.ZERO;
    RolloutOutcome outcome = roll(0.02, 0.1);

    assertThat(outcome).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(outcome.reason()).contains("since the switch", "before it", "not confirmed");
    assertThat(simulation.switches()).isEqualTo(2);
    assertThat(replay.result().end()).isEqualTo(Replay.End.ROLLED_BACK);
    assertThat(replay.result().why()).as("judged again").isEqualTo(outcome.reason());
  }

  @Test
  void a_green_that_fails_more_often_than_blue_goes_back_and_says_by_how_much() {
    RolloutOutcome outcome = roll(0.02, 0.1);

    assertThat(outcome).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(outcome.reason())
        .contains("at the same time", "by the new colour", "by the old one", "odds of");
    assertThat(simulation.switches()).as("to green, to both, to blue").isEqualTo(3);
    assertThat(replay.result().end()).isEqualTo(Replay.End.ROLLED_BACK);
    assertThat(replay.result().why()).as("judged again").isEqualTo(outcome.reason());
  }

  @Test
  void a_green_that_fails_more_often_in_a_step_goes_back_from_there() {
    overlap = Optional.of(Duration.ofSeconds(30));
    RolloutOutcome outcome = roll(0.02, 0.1);

    assertThat(outcome).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(outcome.reason()).contains("at the same time", "by the new colour", "odds of");
    assertThat(simulation.switches()).as("to both, to blue").isEqualTo(2);
    assertThat(replay.result().end()).isEqualTo(Replay.End.ROLLED_BACK);
    assertThat(replay.result().why()).as("judged again").isEqualTo(outcome.reason());
  }

  @Test
  void a_green_that_fails_as_often_as_blue_passes_its_step() {
    overlap = Optional.of(Duration.ofSeconds(30));

    assertThat(roll(0.02, 0.02)).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(replay.result().end()).isEqualTo(Replay.End.PROMOTED);
  }
}
