package io.verdigris.switcher.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.EntryProbe;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Answer;
import io.verdigris.testkit.traffic.Traffic;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole rollouts under traffic that comes by a canary Ingress. Only the embedded cluster reads its
 * annotations, as ingress-nginx does.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class IngressCanaryRolloutIT {
  private final List<AutoCloseable> closing = new ArrayList<>();
  private final Set<String> versions = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Answer> failed = new ConcurrentLinkedQueue<>();
  private final TestCluster cluster;
  private URI edge;
  private TestApplication web;
  private BlueGreenOrchestrator orchestrator;

  IngressCanaryRolloutIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    edge = edge(cluster);
    web = closing(new TestApplication(cluster));
    new CanaryApplication(web).create("nginx");
    web.deployment("blue", 2);
    web.awaitReady("blue", 2);
    orchestrator =
        closing(
            BlueGreenOrchestrator.builder()
                .configuration(web.context().configuration())
                .shared(EntryProbe.class, new ByHost(edge))
                .build());
    await("an answer through the edge", () -> new ByHost(edge).ask(entry()).isPresent());
  }

  private static URI edge(TestCluster cluster) {
    if (cluster instanceof EmbeddedCluster embedded) {
      return embedded.ingress();
    }
    return abort("no ingress controller of cluster " + cluster.name() + " reads the annotations");
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

  /** Asks the edge for the entry's host, whose name nobody resolves. */
  private record ByHost(URI edge) implements EntryProbe {
    @Override
    public Optional<String> ask(Entry entry) throws IOException {
      List<String> lines = get(entry.uri().getHost());
      String name = entry.header().toLowerCase(Locale.ROOT) + ": ";
      return lines.stream()
          .filter(line -> lines.get(0).contains(" 200 "))
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
          .map(line -> line.substring(name.length()))
          .findFirst();
    }

    private List<String> get(String host) throws IOException {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      try (var socket = new Socket(edge.getHost(), edge.getPort())) {
        socket.setSoTimeout(2_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .toList();
      }
    }
  }

  private Entry entry() {
    return Entry.of(URI.create("http://" + web.namespace() + "/"));
  }

  private RolloutSpec.Builder spec(String tag) {
    return web.spec(tag)
        .use(IngressCanary.found().header("X-Preview").extension())
        .drainTimeout(Duration.ofSeconds(2))
        .entry(entry());
  }

  private Traffic traffic(boolean keepAlive) {
    var settings = new Traffic.Settings(40, keepAlive, Map.of("Host", web.namespace()));
    return closing(Traffic.start(edge, settings)).onAnswer(this::saw);
  }

  private void saw(Answer answer) {
    versions.add(answer.version());
    if (answer.failed() || answer.status() != 200) {
      failed.add(answer);
    }
  }

  @Test
  void a_promotion_and_a_way_back_lose_no_request_at_the_edge() throws Exception {
    Traffic fresh = traffic(false);
    Traffic kept = traffic(true);

    Rollout forward = orchestrator.start(spec("v2").soak(Duration.ofSeconds(3)).build());
    assertThat(forward.await()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(orchestrator.status(web.application()).live()).contains(Colour.GREEN);
    assertThat(messages(forward, RolloutEvent.Type.DONE))
        .anyMatch(m -> m.contains("2 ready pods") && m.contains("does not say"));

    versions.clear();
    Rollout aborted = orchestrator.start(spec("v3").build());
    await("traffic on v3", () -> aborted.phase() == Phase.MONITOR && versions.contains("v3"));
    aborted.abort("test", "the way back is to be seen");
    assertThat(aborted.await()).isInstanceOf(RolloutOutcome.RolledBack.class);
    versions.clear();
    await("traffic on v2", () -> versions.contains("v2"));

    fresh.close();
    kept.close();
    assertThat(versions).containsExactly("v2");
    assertThat(failed).isEmpty();
    assertThat(fresh.tally().requests()).isGreaterThan(100);
    assertThat(kept.tally().requests()).isGreaterThan(100);
  }

  private static List<String> messages(Rollout rollout, RolloutEvent.Type type) {
    return rollout.events().stream()
        .filter(e -> e.type() == type)
        .map(RolloutEvent::message)
        .toList();
  }

  /** Something that becomes so. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(String what, Condition condition) {
    Patience.until(what, () -> holds(condition));
  }

  private static boolean holds(Condition condition) {
    try {
      return condition.holds();
    } catch (IOException e) {
      return false;
    }
  }
}
