package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.EdgeRollouts.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import io.verdigris.testkit.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Testers and copies of requests reach the new colour before the switch; nobody else does. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("all")
class PreviewIT {
  private static final Pattern COUNT =
      Pattern.compile("http_requests_total\\{code=\"200\"} (\\d+)");

  private final TestCluster cluster;
  private final WeightedEdge kind;
  private EdgeRollouts there;

  PreviewIT(TestCluster cluster, WeightedEdge kind) {
    this.cluster = cluster;
    this.kind = kind;
  }

  static Stream<Arguments> all() {
    return Arrays.stream(WeightedEdge.values())
        .flatMap(kind -> TestClusters.all().map(cluster -> Arguments.of(cluster, kind)));
  }

  @BeforeEach
  void open() {
    there = new EdgeRollouts(cluster, kind::create);
  }

  @AfterEach
  void close() {
    if (there != null) {
      there.close();
    }
  }

  @Test
  void testers_and_copies_reach_green_before_the_switch_and_all_others_blue() throws Exception {
    Traffic traffic = there.traffic(false);
    Rollout rollout =
        there.orchestrator.start(
            there
                .web
                .spec("v2")
                .use(kind.preview())
                .entry(Edge.entry(there.web.namespace()))
                .soak(Duration.ofSeconds(3))
                .drainTimeout(Duration.ofSeconds(2))
                .requireApproval()
                .build());
    await(
        "the approval is waited for",
        () -> rollout.phase() == Phase.VERIFY && there.version("X-Preview: yes").equals("v2"));
    assertThat(there.version("")).isEqualTo("v1");
    assertThat(there.version("X-Preview: no")).isEqualTo("v1");
    await("copies of traffic have reached green", () -> answeredByGreen() > 100);
    assertThat(there.versions).as("whom traffic was answered by").containsExactly("v1");

    rollout.approve("a test");
    assertThat(rollout.await()).isInstanceOf(RolloutOutcome.Promoted.class);

    assertThat(there.version("X-Preview: yes")).isEqualTo("v2");
    assertThat(kind.read(there.web).toString())
        .as("what was put up for the preview is gone")
        .doesNotContain(Dialect.MARK)
        .doesNotContainIgnoringCase("mirror");
    traffic.close();
    assertThat(there.failed).isEmpty();
    assertThat(traffic.tally().requests()).isGreaterThan(100);
  }

  @Test
  void nothing_of_it_is_left_when_the_new_colour_is_refused() throws Exception {
    Rollout rollout =
        there.orchestrator.start(
            there.web.spec("v2").use(kind.preview()).requireApproval().build());
    await(
        "a way for testers",
        () -> rollout.phase() == Phase.VERIFY && there.version("X-Preview: yes").equals("v2"));

    rollout.abort("a test", "testers found something");

    assertThat(rollout.await()).isInstanceOf(RolloutOutcome.Rejected.class);
    assertThat(kind.read(there.web).toString())
        .doesNotContain(Dialect.MARK)
        .doesNotContainIgnoringCase("mirror");
    await("blue for testers too", () -> there.version("X-Preview: yes").equals("v1"));
  }

  private long answeredByGreen() throws IOException {
    var pods =
        there
            .web
            .client()
            .pods()
            .inNamespace(there.web.namespace())
            .withLabel("color", "green")
            .list();
    long answered = 0;
    for (var pod : pods.getItems()) {
      String path =
          "/api/v1/namespaces/%s/pods/%s:8080/proxy/metrics"
              .formatted(there.web.namespace(), pod.getMetadata().getName());
      var count = COUNT.matcher(String.valueOf(there.web.client().raw(path)));
      answered += count.find() ? Long.parseLong(count.group(1)) : 0;
    }
    return answered;
  }
}
