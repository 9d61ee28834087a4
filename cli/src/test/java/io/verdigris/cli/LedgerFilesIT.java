package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ConfigMaps that version 0.1 has written on a real cluster are gone on with. They stay as they
 * are; a later version adds its own.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class LedgerFilesIT {
  private final TestCluster cluster;
  private TestApplication web;

  LedgerFilesIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = new TestApplication(cluster);
    for (String colour : List.of("blue", "green")) {
      web.service("web-" + colour, TestApplication.selector(colour));
      web.deployment(colour, 1);
    }
    web.awaitReady("blue", 1);
    web.awaitReady("green", 1);
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  /** Makes the Service as it was when the ledger was written, and brings that. */
  private void as(String file, String live, int epoch) throws Exception {
    web.service(TestApplication.selector(live));
    web.client()
        .services()
        .inNamespace(web.namespace())
        .withName("web")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"labels\": {\"verdigris.io/managed\": \"true\","
                + " \"verdigris.io/epoch\": \""
                + epoch
                + "\"}}}");
    String path = "ledgers/0.1/" + file + ".yaml";
    try (InputStream in =
        Objects.requireNonNull(LedgerFilesIT.class.getResourceAsStream(path), path)) {
      ConfigMap map = Serialization.unmarshal(in, ConfigMap.class);
      map.getMetadata().setNamespace(web.namespace());
      web.client().resource(map).create();
    }
  }

  private String ends(int status, String command, String... more) {
    var shell = Shell.piped();
    assertThat(shell.run(Shell.args(cluster, web.application(), command, more)))
        .as(shell.out() + shell.err())
        .isEqualTo(status);
    return shell.out();
  }

  @Test
  void a_rollout_that_was_left_in_confirm_is_promoted() throws Exception {
    as("confirm", "green", 1);

    assertThat(ends(0, "status")).contains("web-1: CONFIRM since 2026-11-25", "green is live");
    assertThat(ends(0, "resume")).contains("web-1 promoted: green is live");
  }

  @Test
  void a_rollout_that_was_left_in_monitor_goes_back_when_asked_to() throws Exception {
    as("monitor", "blue", 2);

    assertThat(ends(0, "status"))
        .contains("web-2: MONITOR since 2026-11-25", "before: web-1 PROMOTED");
    ends(0, "abort", "--by", "ann");
    assertThat(ends(11, "resume")).contains("web-2 rolled-back: aborted by ann", "live: green");
  }

  @Test
  void numbers_go_on_after_a_rollout_that_had_ended() throws Exception {
    as("promoted", "green", 1);

    assertThat(
            ends(
                0,
                "run",
                "--image",
                "app=" + cluster.image("v2"),
                "--soak",
                "0s",
                "--drain-timeout",
                "0s"))
        .contains("web-2 promoted: blue is live");
    assertThat(ends(0, "status")).contains("epoch 2", "before: web-1 PROMOTED 2026-11-25");
  }
}
