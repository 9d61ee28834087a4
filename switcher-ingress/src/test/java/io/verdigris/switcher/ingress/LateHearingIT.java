package io.verdigris.switcher.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Extension;
import io.verdigris.RolloutOutcome;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.traffic.Traffic;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rollouts at an edge that hears of pods later than of routes. */
class LateHearingIT {
  static Stream<Arguments> all() {
    Consumer<TestApplication> ingress = Edge::ingress;
    Consumer<TestApplication> canary = web -> new CanaryApplication(web).ingresses("nginx");
    Consumer<TestApplication> route = WeightedEdge.HTTP_ROUTE::create;
    return Stream.of(
        Arguments.of(IngressBackend.named("web").extension(), ingress),
        Arguments.of(IngressCanary.found().extension(), canary),
        Arguments.of(WeightedEdge.HTTP_ROUTE.extension(), route));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void no_request_comes_before_the_edge_knows_the_pods(
      Extension switcher, Consumer<TestApplication> create) throws Exception {
    try (var cluster = EmbeddedCluster.start(Duration.ofMillis(1_500));
        var there = new EdgeRollouts(cluster, create)) {
      Traffic traffic = there.traffic(false);
      var spec =
          there
              .web
              .spec("v2")
              .use(switcher)
              .soak(Duration.ofSeconds(3))
              .drainTimeout(Duration.ofSeconds(2))
              .entry(Edge.entry(there.web.namespace()));

      RolloutOutcome outcome = there.orchestrator.start(spec.build()).await();

      assertThat(outcome).isInstanceOf(RolloutOutcome.Promoted.class);
      EdgeRollouts.await("traffic on v2", () -> there.versions.contains("v2"));
      traffic.close();
      assertThat(there.failed).isEmpty();
    }
  }
}
