package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.RolloutSpec;
import io.verdigris.testkit.cluster.PodBehaviour;
import io.verdigris.testkit.simulation.Conditions;
import io.verdigris.testkit.simulation.FaultPlan;
import io.verdigris.testkit.simulation.ForeignChange;
import io.verdigris.testkit.simulation.Simulation;
import io.verdigris.testkit.simulation.Supervisor;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the best of the peers loses requests: Argo Rollouts does not go back to blue as long as
 * green is not ready, and lets unverified pods of green take traffic through a selector that has
 * lost its hash.
 */
class PeerHolesTest {
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
  private static final PodBehaviour GREEN = PodBehaviour.good(Duration.ofSeconds(2));

  private final Simulation simulation = new Simulation(1, Conditions.calm());

  @AfterEach
  void close() {
    simulation.close();
  }

  /** Neither limits nor metrics: nothing but a person takes this rollout back. */
  private RolloutSpec.Builder spec() {
    return RolloutSpec.builder(simulation.application())
        .image("app", "web:2")
        .soak(Duration.ofMinutes(30))
        .use(Extension.of(Extension.Kind.VERIFIER, Simulation.HEALTH, Map.of()));
  }

  private void whenIn(String phase, Runnable act) {
    if (simulation.savedPhase().equals(phase)) {
      act.run();
    } else {
      var unused = simulation.time().schedule(() -> whenIn(phase, act), Duration.ofMillis(100));
    }
  }

  private void abort() {
    try (var person = simulation.process(FaultPlan.none()).builder().build()) {
      person.abort(simulation.application(), "ops", "green is sick");
    }
  }

  /** Acts once the phase is reached, and drives the rollout to its end. */
  private Duration untilEffect(
      RolloutSpec.Builder spec, String phase, Runnable act, BooleanSupplier effect) {
    var reaction = new Reaction();
    whenIn(
        phase,
        () -> {
          act.run();
          reaction.begin();
          reaction.await(effect);
        });
    Supervisor.undisturbed(simulation, spec.build()).run(LIMIT);
    return reaction.took();
  }

  /** When something was done, and when it had its effect. */
  private final class Reaction {
    private Duration done = Duration.ZERO;
    private Duration seen = Duration.ZERO;

    void begin() {
      done = simulation.sinceStart();
    }

    void await(BooleanSupplier effect) {
      if (effect.getAsBoolean()) {
        seen = simulation.sinceStart();
      } else {
        var unused = simulation.time().schedule(() -> await(effect), Duration.ofMillis(10));
      }
    }

    Duration took() {
      return seen.minus(done);
    }
  }

  private void assertBackOnBlue(Duration took) {
    assertThat(simulation.savedPhase()).isEqualTo("ROLLED_BACK");
    assertThat(took).as(simulation.trace().toString()).isLessThan(TWO_SECONDS);
  }

  private boolean blueIsLive() {
    return simulation.live().filter(Colour.BLUE::equals).isPresent();
  }

  @ParameterizedTest(name = "green fails {0} of its requests")
  @ValueSource(doubles = {0, 0.5, 0.9})
  void an_abort_is_back_on_blue_within_two_seconds_however_green_is(double errors) {
    simulation.behave("web:2", GREEN.failing(errors));

    assertBackOnBlue(untilEffect(spec(), "MONITOR", this::abort, this::blueIsLive));
    assertThat(simulation.violations()).isEmpty();
  }

  @Test
  void an_abort_is_back_on_blue_within_two_seconds_when_no_pod_of_green_is_left() {
    simulation.behave("web:2", GREEN);

    assertBackOnBlue(
        untilEffect(spec(), "MONITOR", this::abortWithoutPodsOfGreen, this::blueIsLive));
    assertThat(simulation.violations()).isEmpty();
  }

  private void abortWithoutPodsOfGreen() {
    simulation.killPod(Colour.GREEN);
    simulation.behave("web:2", GREEN.neverReady());
    simulation.killPod(Colour.GREEN);
    abort();
  }

  @Test
  void green_without_ready_pods_goes_back_within_two_seconds_without_anybody_asking() {
    simulation.behave("web:2", GREEN);
    Runnable scaled = () -> simulation.scale("kubectl", Colour.GREEN, 0);

    assertBackOnBlue(untilEffect(spec(), "MONITOR", scaled, this::blueIsLive));
    assertThat(simulation.cluster().lost()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PREPARE", "DEPLOY", "VERIFY"})
  void a_selector_that_loses_its_colour_leaks_for_seconds_and_is_not_fought_over(String phase) {
    simulation.behave("web:2", GREEN);

    Duration took =
        untilEffect(
            spec().requireApproval(),
            phase,
            () -> ForeignChange.DROPS_THE_COLOUR.make(simulation),
            () -> simulation.desired(Colour.GREEN) == 0);

    assertThat(simulation.savedPhase()).isEqualTo("REJECTED");
    assertThat(took).as(simulation.trace().toString()).isLessThan(TWO_SECONDS);
    assertThat(simulation.live()).isEmpty();
    assertThat(simulation.desired(Colour.BLUE)).isEqualTo(Simulation.REPLICAS);
    assertThat(simulation.violations()).isEmpty();
  }
}
