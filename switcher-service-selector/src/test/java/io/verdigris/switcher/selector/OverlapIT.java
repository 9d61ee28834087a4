package io.verdigris.switcher.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Answer;
import io.verdigris.testkit.traffic.Traffic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class OverlapIT {
  private final TestCluster cluster;
  private final TestApplication web;
  private final Map<Phase, Set<String>> versions = new EnumMap<>(Phase.class);
  private final ConcurrentLinkedQueue<Answer> failed = new ConcurrentLinkedQueue<>();

  OverlapIT(TestCluster cluster) {
    this.cluster = cluster;
    web = new TestApplication(cluster);
    for (Phase phase : Phase.values()) {
      versions.put(phase, ConcurrentHashMap.newKeySet());
    }
  }

  @BeforeEach
  void open() {
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 2);
    web.awaitReady("blue", 2);
    web.awaitEntry();
  }

  @AfterEach
  void close() {
    web.close();
  }

  private void saw(Rollout rollout, Answer answer) {
    Set<String> seen = versions.getOrDefault(rollout.phase(), Set.of());
    seen.add(answer.version());
    if (answer.failed()) {
      failed.add(answer);
    }
  }

  private boolean bothSeen() {
    return versions.getOrDefault(Phase.SHIFT, Set.of()).containsAll(Set.of("v1", "v2"));
  }

  @Test
  void both_colours_serve_for_a_while_before_the_new_one_serves_alone() throws Exception {
    try (var orchestrator =
            BlueGreenOrchestrator.builder().configuration(web.context().configuration()).build();
        Traffic traffic = Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), 40)) {
      Rollout rollout =
          orchestrator.start(
              web.spec("v2")
                  .overlap(Duration.ofSeconds(3))
                  .soak(Duration.ofSeconds(1))
                  .drainTimeout(Duration.ofSeconds(1))
                  .build());
      traffic.onAnswer(answer -> saw(rollout, answer));

      Patience.until("answers from both", this::bothSeen);
      assertThat(rollout.await()).isInstanceOf(RolloutOutcome.Promoted.class);

      assertThat(rollout.events().stream().filter(e -> e.type() == RolloutEvent.Type.SWITCHED))
          .extracting(e -> e.details().getOrDefault("beside", "alone"))
          .containsExactly("green", "alone");
      assertThat(versions.get(Phase.DECOMMISSION)).as("once green serves alone").isSubsetOf("v2");
      assertThat(failed).isEmpty();
    }
  }
}
