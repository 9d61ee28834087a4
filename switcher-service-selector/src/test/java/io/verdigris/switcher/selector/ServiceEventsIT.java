package io.verdigris.switcher.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.ServiceEvents;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl describe service} shows of rollouts. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ServiceEventsIT {
  private final TestApplication web;

  ServiceEventsIT(TestCluster cluster) {
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
  }

  @AfterEach
  void close() {
    web.close();
  }

  private RolloutSpec.Builder spec() {
    return web.spec("v2").soak(Duration.ofSeconds(1)).drainTimeout(Duration.ofSeconds(1));
  }

  private BlueGreenOrchestrator orchestrator(ServiceEvents events) {
    return BlueGreenOrchestrator.builder()
        .configuration(web.context().configuration())
        .listener(events)
        .build();
  }

  /** The Events as describing asks for them: of the object with this uid. */
  private List<Event> told() {
    String uid =
        web.client()
            .services()
            .inNamespace(web.namespace())
            .withName("web")
            .get()
            .getMetadata()
            .getUid();
    return web
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(web.namespace())
        .list()
        .getItems()
        .stream()
        .filter(e -> uid.equals(e.getRegarding().getUid()))
        .filter(e -> "verdigris".equals(e.getReportingController()))
        .sorted(Comparator.comparing(e -> e.getEventTime().getTime()))
        .toList();
  }

  private static boolean waitsForApproval(Rollout rollout) {
    return rollout.events().stream()
        .anyMatch(
            e ->
                e.type() == RolloutEvent.Type.WAITING
                    && e.message().contains("a person's approval"));
  }

  @Test
  void a_rollout_that_is_approved_and_promoted_leaves_a_handful() throws Exception {
    try (var events = ServiceEvents.of(web.context().configuration());
        var orchestrator = orchestrator(events)) {
      Rollout rollout = orchestrator.start(spec().requireApproval().build());
      Patience.until("it waits for approval", () -> waitsForApproval(rollout));
      rollout.approve("ann");
      assertThat(rollout.await()).isInstanceOf(RolloutOutcome.Promoted.class);
    }

    assertThat(told())
        .extracting(Event::getReason)
        .containsExactly("RolloutStarted", "WaitingForApproval", "TrafficSwitched", "Promoted");
    assertThat(told())
        .allSatisfy(e -> assertThat(e.getType()).isEqualTo("Normal"))
        .allSatisfy(e -> assertThat(e.getNote()).startsWith("web-1: "));
  }

  @Test
  void a_rollout_that_goes_back_leaves_warnings_with_the_reason() throws Exception {
    try (var events = ServiceEvents.on(web.client());
        var orchestrator = orchestrator(events)) {
      Rollout rollout = orchestrator.start(spec().soak(Duration.ofMinutes(5)).build());
      Patience.until("it is monitored", () -> rollout.phase() == Phase.MONITOR);
      rollout.abort("ann", "too slow");
      assertThat(rollout.await()).isInstanceOf(RolloutOutcome.RolledBack.class);
    }

    assertThat(told())
        .extracting(Event::getReason)
        .containsExactly(
            "RolloutStarted", "TrafficSwitched", "RollingBack", "TrafficSwitched", "RolledBack");
    assertThat(told())
        .filteredOn(e -> e.getType().equals("Warning"))
        .extracting(Event::getReason)
        .containsExactly("RollingBack", "RolledBack");
    assertThat(told().get(4).getNote()).contains("aborted by ann: too slow");
  }
}
