package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Finding;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger of a rollout that nobody drives any more, as it is left by whoever touches it. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class DamagedLedgerIT {
  private static final String SECRET = "hush-hush";

  private final TestCluster cluster;
  private TestApplication web;
  private ConfigMap ledger;

  DamagedLedgerIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void interruptInMonitor() throws Exception {
    web = new TestApplication(cluster);
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
    var run = Shell.piped();
    String[] args =
        args(
            "run",
            "--image",
            "app=" + cluster.image("v2"),
            "--env",
            "app:TOKEN=" + SECRET,
            "--soak",
            "1h");
    var ended = CompletableFuture.supplyAsync(() -> run.run(args));
    Patience.until("MONITOR begins", () -> run.out().contains("MONITOR begins") || ended.isDone());
    run.interrupt();
    assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    ledger = there();
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private String[] args(String command, String... more) {
    return Shell.args(cluster, web.application(), command, more);
  }

  private ConfigMap there() {
    return web.client().configMaps().inNamespace(web.namespace()).withName("verdigris-web").get();
  }

  /** Leaves the ledger as somebody else would, and returns it as it then is. */
  private ConfigMap leave(Consumer<ConfigMap> change) {
    ConfigMap map = new ConfigMapBuilder(ledger).build();
    map.getMetadata().setResourceVersion(null);
    map.setData(new HashMap<>(ledger.getData()));
    change.accept(map);
    return web.client().resource(map).update();
  }

  private BlueGreenOrchestrator orchestrator() {
    return BlueGreenOrchestrator.builder()
        .configuration(Map.of("kubernetes.kubeconfig", cluster.kubeconfig().toString()))
        .build();
  }

  private String versions() {
    var client = web.client();
    var versions = new ArrayList<String>();
    client.services().inNamespace(web.namespace()).list().getItems().stream()
        .map(s -> s.getMetadata().getName() + s.getMetadata().getResourceVersion())
        .forEach(versions::add);
    client.apps().deployments().inNamespace(web.namespace()).list().getItems().stream()
        .map(d -> d.getMetadata().getName() + d.getMetadata().getGeneration() + annotations(d))
        .forEach(versions::add);
    versions.add(there().getMetadata().getResourceVersion());
    return versions.toString();
  }

  private static String annotations(io.fabric8.kubernetes.api.model.HasMetadata object) {
    return String.valueOf(object.getMetadata().getAnnotations());
  }

  /** All that can be asked of an application is answered with the ledger's place, unchanged. */
  private void isLeftAlone(BlueGreenOrchestrator orchestrator, String key) throws Exception {
    Application application = web.application();
    RolloutSpec spec = web.spec("v3").build();
    String before = versions();

    refused(key, () -> orchestrator.resume(application));
    refused(key, () -> orchestrator.abort(application, "me", "test"));
    refused(key, () -> orchestrator.approve(application, "me"));
    told(key, String.valueOf(find(orchestrator.plan(spec).findings())));
    RolloutStatus status = orchestrator.status(application);
    told(key, String.valueOf(find(status.problems())));
    assertThat(status.live()).isPresent();
    assertThat(status.rollout()).isEmpty();
    RolloutOutcome outcome = orchestrator.start(spec).await();
    assertThat(outcome).isInstanceOf(RolloutOutcome.Rejected.class);
    told(key, String.valueOf(find(((RolloutOutcome.Rejected) outcome).findings())));

    assertThat(versions()).as(key).isEqualTo(before);
  }

  private void refused(String key, ThrowingCallable call) {
    assertThatThrownBy(call)
        .as(key)
        .isInstanceOf(PermanentFailureException.class)
        .satisfies(e -> told(key, String.valueOf(e.getMessage())));
  }

  private static Finding find(List<Finding> findings) {
    return findings.stream()
        .filter(f -> f.field().equals(Finding.LEDGER))
        .findFirst()
        .orElseThrow();
  }

  private void told(String key, String message) {
    assertThat(message)
        .as(key)
        .contains("ConfigMap " + web.namespace() + "/verdigris-web: data.")
        .contains("it was left as it is: ")
        .doesNotContain(SECRET, "java.", "Exception");
  }

  @Test
  void whichever_key_is_deleted_or_spoilt_it_is_told_and_nothing_is_changed() throws Exception {
    try (BlueGreenOrchestrator orchestrator = orchestrator()) {
      int spoilt = 0;
      for (String key : ledger.getData().keySet()) {
        // any name may be an owner's; without format or checksum a ledger is one of an early
        // version
        boolean free = key.equals("owner");
        boolean optional = key.equals("format") || key.equals("state.checksum");
        for (String junk : new String[] {"", "\u0001\ufffd{"}) {
          if (!free && !junk.equals(ledger.getData().get(key))) {
            leave(map -> map.getData().put(key, junk));
            isLeftAlone(orchestrator, key);
            spoilt++;
          }
        }
        if (!optional) {
          leave(map -> map.getData().remove(key));
          isLeftAlone(orchestrator, key);
          spoilt++;
        }
      }
      assertThat(spoilt).isGreaterThan(60);

      leave(map -> map.setData(null));
      isLeftAlone(orchestrator, "no data");
      leave(map -> map.getData().put("request.id", "r1"));
      isLeftAlone(orchestrator, "half a request");
      leave(map -> map.getData().keySet().removeIf(key -> key.startsWith("state.")));
      isLeftAlone(orchestrator, "no state");
      leave(map -> map.getData().put("format", "2"));
      isLeftAlone(orchestrator, "a later format");

      // what was there is read again
      leave(map -> {});
      assertThat(orchestrator.status(web.application()).problems()).isEmpty();
    }
  }

  @Test
  void a_config_map_of_somebody_else_under_the_ledgers_name_is_left_alone() {
    leave(map -> map.getMetadata().setLabels(Map.of("app", "other")));
    String before = versions();
    try (BlueGreenOrchestrator orchestrator = orchestrator()) {
      assertThatThrownBy(() -> orchestrator.resume(web.application()))
          .isInstanceOf(PermanentFailureException.class)
          .hasMessageContaining("ConfigMap " + web.namespace() + "/verdigris-web lacks label");
      assertThat(orchestrator.plan(web.spec("v3").build()).admitted()).isFalse();
      assertThat(orchestrator.resume(web.namespace())).isEmpty();
    }
    assertThat(versions()).isEqualTo(before);
  }

  @Test
  void resuming_a_namespace_goes_on_with_the_other_applications() throws Exception {
    leave(map -> map.getData().put("state.phase", "MONITORED"));
    // a copy under another name is not that application's, and neither name is a Service's
    for (String name : List.of("verdigris-copy", "verdigris-a.b")) {
      var copy = new ConfigMapBuilder(ledger).editMetadata().withName(name).endMetadata().build();
      copy.getMetadata().setResourceVersion(null);
      copy.getMetadata().setUid(null);
      web.client().resource(copy).create();
    }
    String before = versions();
    try (BlueGreenOrchestrator orchestrator = orchestrator()) {
      List<Rollout> rollouts = orchestrator.resume(web.namespace());
      assertThat(rollouts).hasSize(2);
      for (Rollout rollout : rollouts) {
        assertThat(rollout.await().reason())
            .contains(rollout.application().service().equals("web") ? "state.phase" : "copy- and");
      }
    }
    assertThat(versions()).isEqualTo(before);
    leave(map -> {});
    var resume = Shell.piped();
    String[] args = {
      "resume", "-n", web.namespace(), "--kubeconfig", cluster.kubeconfig().toString()
    };
    var ended = CompletableFuture.supplyAsync(() -> resume.run(args));
    Patience.until("web goes on", () -> resume.out().contains("taken over from") || ended.isDone());
    resume.interrupt();
    assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(resume.out()).contains("data.state.rollout is \"web-1\", but must be copy- and");
  }

  @Test
  void on_the_command_line_the_place_is_told_in_a_line() {
    leave(map -> map.getData().put("state.phase", "MONITORED"));
    String where = "ConfigMap " + web.namespace() + "/verdigris-web: data.state.phase is ";
    for (String command : List.of("resume", "abort", "approve")) {
      var shell = Shell.piped();
      assertThat(shell.run(args(command))).as(command).isEqualTo(1);
      assertThat(shell.err())
          .startsWith("verdigris " + command + ": " + where)
          .contains("\"MONITORED\", but must be one of [")
          .hasLineCount(1);
    }
    var status = Shell.piped();
    assertThat(status.run(args("status"))).isZero();
    assertThat(status.out())
        .contains("green is live, epoch 1")
        .contains("problem: ledger", where, "what was rolled out last cannot be told")
        .contains("you may: put right what is wrong");
    var run = Shell.piped();
    assertThat(run.run(args("run", "--image", "app=x:1"))).isEqualTo(10);
    assertThat(run.out()).contains("nothing was changed", where);
    var back = Shell.piped();
    assertThat(back.run(args("rollback"))).isEqualTo(10);
    assertThat(back.out()).contains("nothing was changed", where);
  }
}
