package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.EdgeRollouts.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import io.verdigris.testkit.traffic.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole rollouts under traffic that comes by an edge. For a real cluster {@code
 * VERDIGRIS_TEST_INGRESS} is its address and {@code VERDIGRIS_TEST_INGRESS_CLASS} the class of
 * Ingresses that it serves; default {@code contour}.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("all")
class IngressRolloutIT {
  private final TestCluster cluster;
  private final Kind kind;
  private EdgeRollouts there;

  IngressRolloutIT(TestCluster cluster, Kind kind) {
    this.cluster = cluster;
    this.kind = kind;
  }

  /**
   * What directs traffic.
   *
   * @param accepted what a confirmation says of the controller
   */
  record Kind(Extension extension, Consumer<TestApplication> create, String accepted) {
    @Override
    public String toString() {
      return extension.id();
    }
  }

  static Stream<Arguments> all() {
    return Stream.of(
            new Kind(IngressBackend.named("web").extension(), Edge::ingress, "does not say"),
            new Kind(
                IngressCanary.found().header("X-Preview").extension(),
                web -> new CanaryApplication(web).ingresses("nginx"),
                "does not say"),
            new Kind(
                WeightedEdge.HTTP_ROUTE.extension(), WeightedEdge.HTTP_ROUTE::create, "accepted"),
            new Kind(
                WeightedEdge.HTTP_PROXY.extension(),
                WeightedEdge.HTTP_PROXY::create,
                "Contour says Valid is True"))
        .flatMap(kind -> TestClusters.all().map(cluster -> Arguments.of(cluster, kind)));
  }

  @BeforeEach
  void open() {
    boolean canary = kind.extension().id().equals(IngressCanary.ID);
    assumeTrue(
        !canary || cluster instanceof EmbeddedCluster,
        "no ingress controller of cluster " + cluster.name() + " reads canary annotations");
    there = new EdgeRollouts(cluster, kind.create());
  }

  @AfterEach
  void close() {
    if (there != null) {
      there.close();
    }
  }

  private RolloutSpec.Builder spec(String tag) {
    return there
        .web
        .spec(tag)
        .use(kind.extension())
        .drainTimeout(Duration.ofSeconds(2))
        .entry(Edge.entry(there.web.namespace()));
  }

  @Test
  void a_promotion_and_a_way_back_lose_no_request_at_the_edge() throws Exception {
    Traffic fresh = there.traffic(false);
    Traffic kept = there.traffic(true);

    Rollout forward = there.orchestrator.start(spec("v2").soak(Duration.ofSeconds(3)).build());
    assertThat(forward.await()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(there.orchestrator.status(there.web.application()).live()).contains(Colour.GREEN);
    assertThat(messages(forward, RolloutEvent.Type.DONE))
        .anyMatch(m -> m.contains("2 ready pods") && m.contains(kind.accepted()));

    there.versions.clear();
    Rollout aborted = there.orchestrator.start(spec("v3").build());
    await("traffic on v3", () -> aborted.phase() == Phase.MONITOR && there.versions.contains("v3"));
    aborted.abort("test", "the way back is to be seen");
    assertThat(aborted.await()).isInstanceOf(RolloutOutcome.RolledBack.class);
    there.versions.clear();
    await("traffic on v2", () -> there.versions.contains("v2"));

    fresh.close();
    kept.close();
    assertThat(there.versions).containsExactly("v2");
    assertThat(there.failed).isEmpty();
    assertThat(fresh.tally().requests()).isGreaterThan(100);
    assertThat(kept.tally().requests()).isGreaterThan(100);
  }

  @Test
  void a_promotion_in_steps_loses_no_request_at_the_edge() throws Exception {
    assumeTrue(!kind.extension().id().equals(IngressBackend.ID), "an Ingress has no weights");
    Traffic fresh = there.traffic(false);
    Traffic kept = there.traffic(true);

    Rollout rollout =
        there.orchestrator.start(
            spec("v2")
                .step(10, Duration.ofSeconds(2))
                .step(50, Duration.ofSeconds(2))
                .soak(Duration.ofSeconds(3))
                .build());

    assertThat(rollout.await()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(rollout.events().stream().filter(e -> e.type() == RolloutEvent.Type.SWITCHED))
        .extracting(e -> e.details().getOrDefault("weight", "all"))
        .containsExactly("10", "50", "all");
    fresh.close();
    kept.close();
    assertThat(there.versions).contains("v1", "v2");
    assertThat(there.failed).isEmpty();
  }

  private static List<String> messages(Rollout rollout, RolloutEvent.Type type) {
    return rollout.events().stream()
        .filter(e -> e.type() == type)
        .map(RolloutEvent::message)
        .toList();
  }
}
