package io.verdigris.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceEventsTest {
  private static final Application WEB = new Application("shop", "web");

  private static RolloutEvent event(
      Application application, Phase phase, Type type, String message, Map<String, String> more) {
    Instant at = Instant.parse("2026-01-01T12:00:00.123456789Z");
    return RolloutEvent.of(at, "web-1", application, phase, type, message, more);
  }

  private static Optional<String> reason(Phase phase, Type type, Map<String, String> details) {
    return Remarkable.of(event(WEB, phase, type, "x", details)).map(Remarkable::reason);
  }

  @Test
  void steps_on_the_way_samples_and_retries_are_no_turning_points() {
    assertThat(reason(Phase.DEPLOY, Type.PHASE, Map.of("event", "DONE"))).isEmpty();
    assertThat(reason(Phase.MONITOR, Type.SAMPLE, Map.of())).isEmpty();
    assertThat(reason(Phase.MONITOR, Type.RETRY, Map.of())).isEmpty();
    assertThat(reason(Phase.DEPLOY, Type.WAITING, Map.of())).isEmpty();
  }

  @Test
  void a_process_that_lets_go_has_not_halted_the_rollout() {
    Map<String, String> halted = Map.of("outcome", "halted");
    assertThat(reason(Phase.MONITOR, Type.OUTCOME, halted)).isEmpty();
    assertThat(reason(Phase.HALTED, Type.OUTCOME, halted)).contains("Halted");
    assertThat(reason(Phase.MONITOR, Type.PHASE, Map.of("event", "RESUME"))).contains("TakenOver");
  }

  @Test
  void a_cluster_that_refuses_them_is_asked_without_anybody_noticing() {
    try (var cluster = EmbeddedCluster.start();
        var web = new TestApplication(cluster)) {
      web.service(TestApplication.selector("blue"));
      String user = cluster.userKubeconfig("nobody", web.namespace(), List.of()).toString();
      var refused = ServiceEvents.of(Map.of("kubernetes.kubeconfig", user));
      refused.onEvent(event(web.application(), Phase.PREPARE, Type.PHASE, "x", Map.of()));
      refused.close();

      refused.onEvent(event(web.application(), Phase.PREPARE, Type.PHASE, "x", Map.of()));
      assertThat(web.client().events().v1().events().inNamespace(web.namespace()).list().getItems())
          .isEmpty();
    }
  }

  @Test
  void a_long_message_is_cut_to_what_the_convention_allows() {
    try (var cluster = EmbeddedCluster.start();
        var web = new TestApplication(cluster)) {
      web.service(TestApplication.selector("blue"));
      try (var events = ServiceEvents.on(cluster.client())) {
        var details = Map.of("outcome", "rolled-back");
        events.onEvent(
            event(web.application(), Phase.ROLLED_BACK, Type.OUTCOME, "é".repeat(5000), details));
      }

      assertThat(web.client().events().v1().events().inNamespace(web.namespace()).list().getItems())
          .singleElement()
          .satisfies(
              told -> assertThat(told.getNote()).startsWith("web-1: ").endsWith("…"),
              told -> assertThat(told.getNote().getBytes(UTF_8).length).isBetween(1000, 1024),
              told -> assertThat(told.getRegarding().getKind()).isEqualTo("Service"));
    }
  }
}
