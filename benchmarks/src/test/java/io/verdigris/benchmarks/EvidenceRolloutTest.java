package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.Sample;
import io.verdigris.testkit.cluster.PodBehaviour;
import io.verdigris.testkit.simulation.Conditions;
import io.verdigris.testkit.simulation.FaultPlan;
import io.verdigris.testkit.simulation.Simulation;
import io.verdigris.testkit.simulation.Supervisor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole rollouts in a simulated cluster whose green crashes, or can no longer be seen. */
class EvidenceRolloutTest {
  private static final String SOURCE = "ceasing";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Simulation simulation = new Simulation(1, Conditions.calm());

  @BeforeEach
  void behave() {
    simulation.behave("web:2", PodBehaviour.good(Duration.ofSeconds(2)));
  }

  @AfterEach
  void close() {
    simulation.close();
  }

  private RolloutSpec.Builder spec() {
    return RolloutSpec.builder(simulation.application())
        .image("app", "web:2")
        .timings(EvidenceRolloutTest::patient)
        .use(Extension.of(Extension.Kind.VERIFIER, Simulation.HEALTH, Map.of()));
  }

  /** Ten minutes for the soak, and ten for a person who does not come. */
  private static Timings patient(Timings t) {
    return new Timings(
        Duration.ofMinutes(10),
        t.deploy(),
        t.verify(),
        t.confirm(),
        t.drain(),
        t.quiet(),
        t.minReady(),
        t.sample(),
        Duration.ofMinutes(10),
        t.compare());
  }

  private RolloutOutcome roll(RolloutSpec.Builder spec) {
    var supervisor =
        new Supervisor(
            simulation,
            spec.build(),
            process -> FaultPlan.none(),
            builder -> builder.metrics(SOURCE, this::sample),
            1);
    supervisor.run(Duration.ofHours(1));
    List<RolloutOutcome> told = supervisor.outcomes();
    assertThat(simulation.violations()).isEmpty();
    return told.get(told.size() - 1);
  }

  /** Counts requests of green, until it is watched. */
  private Sample sample(MetricRequest request) {
    boolean watched = simulation.savedPhase().equals(Phase.MONITOR.name());
    return watched ? new Sample.Missing("no such series") : counting(request.environment());
  }

  private Sample counting(Environment environment) {
    long requests = 100 + simulation.sinceStart().toSeconds() * 50;
    var pods = new TreeMap<String, Counters>();
    environment
        .pods()
        .forEach(
            pod ->
                pods.put(
                    pod.name(), new Counters(requests, 0, new TreeMap<>(), OptionalLong.empty())));
    return new Sample.Value(pods, Sample.AsOf.at(simulation.time().instant()));
  }

  @Test
  void a_green_that_crashes_again_and_again_goes_back_although_pods_are_ready() {
    crashWhileWatched();
    RolloutOutcome outcome = roll(spec());

    assertThat(outcome).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(outcome.reason()).contains("restarted 3 times since the switch, the limit is 2");
  }

  /** One pod at a time, and never the last one that is ready. */
  private void crashWhileWatched() {
    if (simulation.savedPhase().equals(Phase.MONITOR.name())) {
      simulation.killPod(Colour.GREEN);
    }
    var unused = simulation.time().schedule(this::crashWhileWatched, Duration.ofSeconds(15));
  }

  @Test
  void a_green_that_ceases_to_tell_its_metrics_goes_back() {
    RolloutOutcome outcome =
        roll(
            spec()
                .whenBlind(Blind.MISSING, BlindRule.rollBackAfter(LIMIT))
                .use(Extension.of(Extension.Kind.METRICS, SOURCE, Map.of())));

    assertThat(outcome).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(outcome.reason()).contains("the metrics are missing: no such series, for 1m");
  }

  @Test
  void a_green_that_is_not_seen_is_never_promoted_by_holding() {
    RolloutOutcome outcome =
        roll(
            spec()
                .whenBlind(Blind.MISSING, BlindRule.hold())
                .use(Extension.of(Extension.Kind.METRICS, SOURCE, Map.of())));

    assertThat(outcome).isInstanceOf(RolloutOutcome.Halted.class);
  }
}
