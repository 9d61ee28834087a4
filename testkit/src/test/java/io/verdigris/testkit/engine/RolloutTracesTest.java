package io.verdigris.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.verdigris.Application;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutSpec;
import io.verdigris.testkit.ManualTime;
import io.verdigris.testkit.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

/** What whole rollouts leave in traces. */
class RolloutTracesTest {
  private static final Duration LONG = Duration.ofDays(2);

  private final ManualTime time = new ManualTime();
  private final World world = new World(time);
  private final SimulatedProcess process = new SimulatedProcess(time, world, new MemoryStore());
  private final TestObservationRegistry observed = TestObservationRegistry.create();

  private Rollout start() {
    return process
        .builder()
        .observations(observed)
        .build()
        .start(
            RolloutSpec.builder(new Application("shop", "web"))
                .image("app", "web:2")
                .soak(Duration.ofMinutes(1))
                .use(Extension.of(Extension.Kind.METRICS, "simulated", Map.of()))
                .use(HardLimits.limits().maxErrorRate(0.05).extension())
                .build());
  }

  private String end(Rollout rollout) {
    var ended = rollout.outcome().toCompletableFuture();
    assertThat(time.advanceUntil(ended::isDone, LONG)).isTrue();
    return ended.join().name();
  }

  private void handled(ThrowingConsumer<List<Observation.Context>> check) {
    TestObservationRegistryAssert.assertThat(observed)
        .doesNotHaveAnyRemainingCurrentObservation()
        .hasHandledContextsThatSatisfy(contexts -> check.accept(new ArrayList<>(contexts)));
  }

  private static List<Observation.Context> named(List<Observation.Context> all, String name) {
    return all.stream().filter(context -> context.getName().equals(name)).toList();
  }

  private static String value(Observation.Context context, String key) {
    KeyValue low = context.getLowCardinalityKeyValue(key);
    KeyValue any = low == null ? context.getHighCardinalityKeyValue(key) : low;
    return any == null ? "" : any.getValue();
  }

  private static Object parent(Observation.Context context) {
    return Objects.requireNonNull(context.getParentObservation()).getContextView();
  }

  @Test
  void a_promotion_is_one_observation_with_its_phases_and_its_switch_within() {
    assertThat(end(start())).isEqualTo("promoted");

    handled(
        all -> {
          Observation.Context rollout = named(all, "verdigris.rollout").get(0);
          assertThat(value(rollout, "outcome")).isEqualTo("promoted");
          assertThat(value(rollout, "rollout")).isEqualTo("web-1");
          assertThat(value(rollout, "application")).isEqualTo("shop/web");
          assertThat(rollout.getError()).isNull();

          var phases = named(all, "verdigris.rollout.phase");
          assertThat(phases)
              .extracting(phase -> value(phase, "phase"))
              .containsExactly(
                  "admit",
                  "prepare",
                  "deploy",
                  "verify",
                  "promote",
                  "confirm",
                  "monitor",
                  "decommission")
              .hasSameSizeAs(phases);
          assertThat(phases).allSatisfy(phase -> assertThat(parent(phase)).isSameAs(rollout));

          assertThat(named(all, "verdigris.rollout.switch"))
              .singleElement()
              .satisfies(
                  moved -> assertThat(value(moved, "direction")).isEqualTo("forward"),
                  moved ->
                      assertThat(value((Observation.Context) parent(moved), "phase"))
                          .isEqualTo("promote"));
        });
  }

  @Test
  void a_rollback_is_marked_as_an_error_and_has_both_switches() {
    Rollout rollout = start();
    assertThat(time.advanceUntil(() -> rollout.phase() == Phase.MONITOR, LONG)).isTrue();
    world.greenFails = true;
    assertThat(end(rollout)).isEqualTo("rolled-back");

    handled(
        all -> {
          Observation.Context traced = named(all, "verdigris.rollout").get(0);
          assertThat(value(traced, "outcome")).isEqualTo("rolled-back");
          assertThat(traced.getError()).hasMessageStartingWith("rolled-back: ");
          assertThat(named(all, "verdigris.rollout.switch"))
              .extracting(moved -> value(moved, "direction"))
              .containsExactly("forward", "back");
        });
  }

  @Test
  void retries_and_judgements_are_events_of_their_phases() {
    var events = new ArrayList<String>();
    observed
        .observationConfig()
        .observationHandler(
            new ObservationHandler<Observation.Context>() {
              @Override
              public boolean supportsContext(Observation.Context context) {
                return true;
              }

              @Override
              public void onEvent(Observation.Event event, Observation.Context context) {
                events.add(value(context, "phase") + " " + event.getName());
              }
            });
    process.trouble(
        "prepare",
        1,
        () -> {
          throw new IllegalStateException("503");
        });
    assertThat(end(start())).isEqualTo("promoted");

    assertThat(events)
        .startsWith("prepare verdigris.retry")
        .contains("monitor verdigris.judgement");
  }

  @Test
  void a_registry_that_does_nothing_changes_nothing() {
    Rollout rollout =
        process
            .builder()
            .build()
            .start(
                RolloutSpec.builder("shop", "web")
                    .image("app", "web:2")
                    .soak(Duration.ZERO)
                    .build());

    assertThat(end(rollout)).isEqualTo("promoted");
    TestObservationRegistryAssert.assertThat(observed).doesNotHaveAnyObservation();
  }
}
