package io.verdigris.hooks.openfeature;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole rollouts that raise a flag of a ConfigMap. */
class FlagRolloutIT {
  private static final String FLAGS =
      """
      {"flags": {"checkout": {"state": "ENABLED", "variants": {"on": true, "off": false},
          "defaultVariant": "off"}}}
      """;

  private final EmbeddedCluster cluster = EmbeddedCluster.start();
  private final TestApplication web = new TestApplication(cluster);
  private BlueGreenOrchestrator orchestrator;

  @BeforeEach
  void open() {
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
    web.client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName("flags")
                .endMetadata()
                .withData(Map.of("flags.json", FLAGS))
                .build())
        .create();
    orchestrator =
        BlueGreenOrchestrator.builder().configuration(web.context().configuration()).build();
  }

  @AfterEach
  void close() {
    orchestrator.close();
    web.close();
    cluster.close();
  }

  private Rollout start(Duration step) {
    return orchestrator.start(
        web.spec("v2")
            .soak(Duration.ofSeconds(1))
            .drainTimeout(Duration.ofSeconds(1))
            .use(
                Flags.raise("checkout")
                    .inConfigMap("flags", "flags.json")
                    .step(50, step)
                    .extension())
            .build());
  }

  private String flags() {
    Map<String, String> data =
        web.client().configMaps().inNamespace(web.namespace()).withName("flags").get().getData();
    return data.getOrDefault("flags.json", "").replaceAll("\\s+", "");
  }

  @Test
  void a_flag_is_dark_until_the_promotion_and_on_after_it() throws Exception {
    Rollout rollout = start(Duration.ofSeconds(1));
    Patience.until(
        "half of the users have it",
        () ->
            flags().contains("\"==\":[{\"var\":\"rollout\"},1]")
                && flags().contains("[\"on\",50]"));
    assertThat(rollout.phase()).isEqualTo(Phase.MONITOR);
    assertThat(rollout.await()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(flags())
        .contains("\"targeting\":{\"if\":[{\">=\":[{\"var\":\"rollout\"},1]},\"on\",\"off\"]}");
  }

  @Test
  void on_the_way_back_the_flag_is_dark_again() throws Exception {
    Rollout rollout = start(Duration.ofMinutes(5));
    Patience.until("half of the users have it", () -> flags().contains("[\"on\",50]"));
    rollout.abort("test", "the way back is to be seen");
    assertThat(rollout.await()).isInstanceOf(RolloutOutcome.RolledBack.class);
    Patience.until("it is dark", () -> !flags().contains("targeting"));
  }
}
