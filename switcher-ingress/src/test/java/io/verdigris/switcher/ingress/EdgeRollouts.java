package io.verdigris.switcher.ingress;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.spi.EntryProbe;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Answer;
import io.verdigris.testkit.traffic.Traffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** An application behind an edge, whose blue has all traffic, and an orchestrator for it. */
final class EdgeRollouts implements AutoCloseable {
  final TestApplication web;
  final BlueGreenOrchestrator orchestrator;

  /** The versions that have answered traffic since the test cleared them. */
  final Set<String> versions = ConcurrentHashMap.newKeySet();

  /** The requests of traffic that were lost. */
  final ConcurrentLinkedQueue<Answer> failed = new ConcurrentLinkedQueue<>();

  private final List<Runnable> closing = new ArrayList<>();
  private final Edge edge;

  /**
   * @param create creates what directs traffic at the edge
   */
  EdgeRollouts(TestCluster cluster, Consumer<TestApplication> create) {
    edge = Edge.of(cluster);
    web = closing(new TestApplication(cluster), TestApplication::close);
    web.service(Map.of("app", "web", "color", "none"));
    web.service("web-blue", TestApplication.selector("blue"));
    web.deployment("blue", 2);
    create.accept(web);
    web.awaitReady("blue", 2);
    orchestrator =
        closing(
            BlueGreenOrchestrator.builder()
                .configuration(web.context().configuration())
                .shared(EntryProbe.class, edge)
                .build(),
            BlueGreenOrchestrator::close);
    await("an answer through the edge", () -> !version("").isEmpty());
  }

  private <T> T closing(T opened, Consumer<T> close) {
    closing.add(0, () -> close.accept(opened));
    return opened;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }

  /** Asks which version answers a request with this line in its header; empty when none does. */
  String version(String field) throws IOException {
    return edge.ask(web.namespace(), field, "X-Version").orElse("");
  }

  Traffic traffic(boolean keepAlive) {
    var settings = new Traffic.Settings(40, keepAlive, Map.of("Host", web.namespace()));
    return closing(Traffic.start(edge.uri(), settings), Traffic::close).onAnswer(this::saw);
  }

  private void saw(Answer answer) {
    versions.add(answer.version());
    if (answer.failed() || answer.status() != 200) {
      failed.add(answer);
    }
  }

  /** Something that becomes so. */
  interface Condition {
    boolean holds() throws IOException;
  }

  static void await(String what, Condition condition) {
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
