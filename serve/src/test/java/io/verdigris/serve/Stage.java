package io.verdigris.serve;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** An application on an embedded cluster, a process that drives its rollouts, and a server. */
final class Stage implements AutoCloseable {
  static final String TOKEN = "correct-horse-battery-staple";

  final EmbeddedCluster cluster = EmbeddedCluster.start();
  final TestApplication web = new TestApplication(cluster);
  private final BlueGreenOrchestrator driver;
  private final BlueGreenOrchestrator looker = orchestrator(new SimpleMeterRegistry());
  final VerdigrisServer server;

  Stage(UnaryOperator<VerdigrisServer.Builder> settings) {
    this(settings, new SimpleMeterRegistry());
  }

  /** Has the process that drives rollouts count in this registry. */
  Stage(UnaryOperator<VerdigrisServer.Builder> settings, MeterRegistry meters) {
    driver = orchestrator(meters);
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
    server =
        settings
            .apply(VerdigrisServer.of(looker, List.of(web.namespace()), Token.of(TOKEN)))
            .start();
  }

  private BlueGreenOrchestrator orchestrator(MeterRegistry meters) {
    return BlueGreenOrchestrator.builder()
        .meters(meters)
        .configuration(web.context().configuration())
        .build();
  }

  /** Starts a rollout and returns once it waits for a person. */
  Rollout awaitingApproval(String tag, Duration soak) {
    Rollout rollout =
        driver.start(
            web.spec(tag).requireApproval().soak(soak).drainTimeout(Duration.ofSeconds(1)).build());
    Patience.until(
        "it waits for a person",
        () ->
            rollout.phase() == Phase.VERIFY
                && rollout.events().stream()
                    .anyMatch(
                        e ->
                            e.type() == RolloutEvent.Type.WAITING
                                && e.message().contains("a person's approval")));
    return rollout;
  }

  String path() {
    return "applications/" + web.namespace() + "/web";
  }

  @Override
  public void close() {
    server.close();
    looker.close();
    driver.close();
    web.close();
    cluster.close();
  }
}
