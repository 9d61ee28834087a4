package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard does not stand in the way of whole rollouts, however they end. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class GuardedRolloutIT {
  private static final long PATIENCE_SECONDS = 120;

  private final TestCluster cluster;
  private Guarded guarded;
  private TestApplication web;

  GuardedRolloutIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    guarded = Guarded.open(cluster);
    web = guarded.web();
    guarded.guard();
  }

  @AfterEach
  void close() {
    if (guarded != null) {
      guarded.close();
    }
  }

  private void blueIsLive() {
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 2);
    web.awaitReady("blue", 2);
  }

  private String[] args(String command, String... more) {
    var options = new ArrayList<String>();
    if (!command.equals("abort")) {
      options.addAll(List.of("--drain-timeout", "0s"));
    }
    options.addAll(List.of(more));
    return Shell.args(cluster, web.application(), command, options.toArray(String[]::new));
  }

  private String[] to(String tag, String... more) {
    var args = new ArrayList<>(List.of(args("run", "--image", "app=" + cluster.image(tag))));
    args.addAll(List.of("--env", "app:VERSION=" + tag));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private static void ends(int status, String... args) {
    var shell = Shell.piped();
    assertThat(shell.run(args)).as(shell.out() + shell.err()).isEqualTo(status);
  }

  private void isLive(String colour, String idle, int idleSize) {
    assertThat(guarded.service().getSpec().getSelector()).containsEntry("color", colour);
    assertThat(size(colour)).isEqualTo(2);
    assertThat(size(idle)).isEqualTo(idleSize);
    // the guard has been there all the time
    assertThatThrownBy(
            () ->
                guarded.patch(
                    PatchType.JSON_MERGE,
                    "{\"spec\": {\"selector\": {\"color\": \"" + idle + "\"}}}"))
        .hasMessageContaining("verdigris guard: ");
  }

  private int size(String colour) {
    return deployment(colour).getSpec().getReplicas();
  }

  private Deployment deployment(String colour) {
    return web.client()
        .apps()
        .deployments()
        .inNamespace(web.namespace())
        .withName("web-" + colour)
        .get();
  }

  @Test
  void promotions_a_rejection_and_a_rollback_go_as_without_it() {
    blueIsLive();
    ends(0, to("v2", "--soak", "0s"));
    isLive("green", "blue", 0);
    ends(10, to("v3", "--soak", "0s", "--exec", "exit 3"));
    isLive("green", "blue", 0);
    ends(0, to("v3", "--soak", "0s", "--keep-blue"));
    isLive("blue", "green", 2);
    ends(0, args("rollback", "--soak", "0s"));
    isLive("green", "blue", 0);
  }

  @Test
  void a_way_back_is_free_with_and_without_a_look_at_what_failed() throws Exception {
    blueIsLive();
    ends(0, to("v2", "--soak", "0s"));
    abortedInMonitor(to("v3", "--soak", "1h"));
    isLive("green", "blue", 0);
    abortedInMonitor(to("v3", "--soak", "1h", "--keep-green"));
    isLive("green", "blue", 2);
    ends(0, to("v3", "--soak", "0s"));
    isLive("blue", "green", 0);
  }

  private void abortedInMonitor(String... args) throws Exception {
    var run = Shell.piped();
    var ended = CompletableFuture.supplyAsync(() -> run.run(args));
    Patience.until("MONITOR begins", () -> run.out().contains("MONITOR begins") || ended.isDone());
    ends(0, args("abort"));
    assertThat(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(run.out()).isEqualTo(11);
  }

  @Test
  void a_first_installation_is_free(@TempDir Path dir) throws Exception {
    web.service(Map.of("app", "web"));
    Deployment sample = web.deployment("blue", 2);
    web.client().resource(sample).delete();
    Patience.until("it is gone", () -> deployment("blue") == null);
    sample.getMetadata().setUid(null);
    sample.getMetadata().setResourceVersion(null);
    Path file = Files.writeString(dir.resolve("web.yaml"), Serialization.asYaml(sample));

    ends(0, args("run", "-f", file.toString()));
    assertThat(guarded.service().getMetadata().getLabels()).containsKey("verdigris.io/epoch");
    String first = guarded.service().getSpec().getSelector().getOrDefault("color", "");
    ends(0, to("v2", "--soak", "0s"));
    isLive("blue".equals(first) ? "green" : "blue", first, 0);
  }
}
