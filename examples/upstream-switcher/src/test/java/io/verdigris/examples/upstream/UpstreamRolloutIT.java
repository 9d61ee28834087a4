package io.verdigris.examples.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Answer;
import io.verdigris.testkit.traffic.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole rollouts by the example's switcher, which a spec names by its id and nothing else. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class UpstreamRolloutIT {
  private final List<AutoCloseable> closing = new ArrayList<>();
  private final Set<String> versions = ConcurrentHashMap.newKeySet();
  private final Queue<Answer> failed = new ConcurrentLinkedQueue<>();
  private final TestCluster cluster;
  private UpstreamApplication app;
  private FollowingProxy proxy;
  private BlueGreenOrchestrator orchestrator;

  UpstreamRolloutIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    app = closing(UpstreamApplication.on(cluster));
    app.create();
    app.web().deployment("blue", 2);
    app.web().awaitReady("blue", 2);
    proxy = closing(new FollowingProxy(cluster, app));
    orchestrator =
        closing(
            BlueGreenOrchestrator.builder()
                .configuration(app.web().context().configuration())
                .build());
    Patience.untilAnswered(proxy.address());
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    closing.add(0, closeable);
    return closeable;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : closing) {
      closeable.close();
    }
  }

  private RolloutSpec.Builder spec(String tag) {
    return app.web()
        .spec(tag)
        .use(Extension.of(Extension.Kind.SWITCHER, "upstream", Map.of()))
        .entry(Entry.of(proxy.address()))
        .drainTimeout(Duration.ofSeconds(2))
        .timings(UpstreamRolloutIT::knownToNodes);
  }

  /** The proxy connects to a colour's Service, which nodes take up some time after its slices. */
  private static Timings knownToNodes(Timings t) {
    return new Timings(
        t.soak(),
        t.deploy(),
        t.verify(),
        t.confirm(),
        t.drain(),
        t.quiet(),
        Duration.ofSeconds(3),
        t.sample(),
        t.person(),
        t.compare());
  }

  private void saw(Answer answer) {
    versions.add(answer.version());
    if (answer.failed() || answer.status() != 200) {
      failed.add(answer);
    }
  }

  @Test
  void a_promotion_and_a_way_back_lose_no_request() throws Exception {
    Traffic traffic = closing(Traffic.onNewConnections(proxy.address(), 40).onAnswer(this::saw));

    Rollout forward = orchestrator.start(spec("v2").soak(Duration.ofSeconds(3)).build());
    assertThat(forward.await()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(app.upstream()).isEqualTo("server web-green:80;");
    assertThat(orchestrator.status(app.web().application()).live()).contains(Colour.GREEN);

    versions.clear();
    Rollout aborted = orchestrator.start(spec("v3").build());
    Patience.until(
        "traffic on v3", () -> aborted.phase() == Phase.MONITOR && versions.contains("v3"));
    aborted.abort("test", "the way back is to be seen");
    assertThat(aborted.await()).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(app.upstream()).isEqualTo("server web-green:80;");

    versions.clear();
    Patience.until("traffic on v2", () -> versions.contains("v2"));
    traffic.close();
    assertThat(versions).containsExactly("v2");
    assertThat(failed).isEmpty();
    assertThat(traffic.tally().requests()).isGreaterThan(100);
  }
}
