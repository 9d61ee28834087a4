package io.verdigris.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Extension;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EdgeAdmissionTest {
  @Test
  void refuses_a_rollout_whose_colours_are_one_backend() {
    assertThat(admit(Optional.of("service-selector"), Optional.of("ingress-backend")).findings())
        .singleElement()
        .hasToString(
            "switcher \"service-selector\": leaves the Service web as the edge's backend for both"
                + " colours, so the edge's metrics cannot tell them apart; direct traffic at the"
                + " edge, such as by ingress-backend, and name that switcher in the spec or by the"
                + " configuration \"switcher\"; or read the pods' own counters");
    assertThat(admit(Optional.empty(), Optional.of("service-selector")).findings()).hasSize(1);
    assertThat(admit(Optional.empty(), Optional.empty()).findings()).hasSize(1);
  }

  @Test
  void admits_a_switcher_at_the_edge_and_says_that_silence_will_not_be_seen() {
    for (Admission admitted :
        new Admission[] {
          admit(Optional.of("ingress-backend"), Optional.empty()),
          admit(Optional.empty(), Optional.of("ingress-backend"))
        }) {
      assertThat(admitted.findings()).isEmpty();
      assertThat(admitted.calls())
          .extracting(PlannedCall::purpose)
          .containsExactly("read the edge's request counters");
      assertThat(admitted.notes())
          .singleElement()
          .asString()
          .contains("does not tell whether the old colour is silent");
    }
  }

  @Test
  void says_when_latency_is_not_read() {
    var traefik =
        PrometheusMetrics.at(URI.create("http://prometheus:9090"))
            .requests("served", "failed")
            .backend("service=\"$namespace-$service-http@kubernetes\"");
    assertThat(admit(traefik, Optional.of("ingress-backend"), Optional.empty()).notes())
        .contains("no latency is read, so a limit on it would hold the rollout");
  }

  @Test
  void leaves_counters_of_pods_to_any_switcher() {
    var spec = RolloutSpec.builder("shop", "web").image("app", "web:2").build();
    var settings = PrometheusMetrics.at(URI.create("http://prometheus:9090")).extension();
    assertThat(source(Optional.empty()).admit(spec, settings.settings()))
        .satisfies(admission -> assertThat(admission.findings()).isEmpty())
        .satisfies(admission -> assertThat(admission.notes()).isEmpty());
  }

  private static Admission admit(Optional<String> named, Optional<String> configured) {
    return admit(
        PrometheusMetrics.at(URI.create("http://prometheus:9090")).preset("contour"),
        named,
        configured);
  }

  private static Admission admit(
      PrometheusMetrics metrics, Optional<String> named, Optional<String> configured) {
    var spec = RolloutSpec.builder("shop", "web").image("app", "web:2");
    named.ifPresent(id -> spec.use(Extension.of(Extension.Kind.SWITCHER, id, Map.of())));
    return source(configured).admit(spec.build(), metrics.extension().settings());
  }

  private static PrometheusMetricSource source(Optional<String> switcher) {
    return new PrometheusMetricSource(System::getenv, switcher);
  }
}
