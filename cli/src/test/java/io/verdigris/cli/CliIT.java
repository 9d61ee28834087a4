package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Tally;
import io.verdigris.testkit.traffic.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Whole rollouts through the command, in this process. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class CliIT {
  private static final long PATIENCE_SECONDS = 120;

  private final TestCluster cluster;
  private TestApplication web;

  CliIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = new TestApplication(cluster);
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 2);
    web.awaitReady("blue", 2);
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

  private String[] toV2(String command, String... more) {
    var args = new ArrayList<>(List.of(args(command)));
    args.addAll(List.of("--image", "app=" + cluster.image("v2"), "--env", "app:VERSION=v2"));
    args.addAll(List.of("--drain-timeout", "1s"));
    args.addAll(List.of(more));
    if (!args.contains("--soak")) {
      args.addAll(List.of("--soak", "1s"));
    }
    return args.toArray(String[]::new);
  }

  private static Map<?, ?> last(Shell shell) {
    List<String> lines = shell.out().lines().toList();
    return JsonMapper.shared().readValue(lines.get(lines.size() - 1), Map.class);
  }

  private Service service() {
    return web.client().services().inNamespace(web.namespace()).withName("web").get();
  }

  private Deployment deployment(String colour) {
    return web.client()
        .apps()
        .deployments()
        .inNamespace(web.namespace())
        .withName("web-" + colour)
        .get();
  }

  /** What a refused rollout must leave as it was: versions tell of any write. */
  private List<String> versions() {
    var all = new ArrayList<String>();
    web.client().services().inNamespace(web.namespace()).list().getItems().stream()
        .map(s -> s.getMetadata().getName() + " " + s.getMetadata().getResourceVersion())
        .forEach(all::add);
    web.client().apps().deployments().inNamespace(web.namespace()).list().getItems().stream()
        .map(d -> d.getMetadata().getName() + " " + d.getMetadata().getGeneration())
        .forEach(all::add);
    web.client().configMaps().inNamespace(web.namespace()).list().getItems().stream()
        .map(c -> c.getMetadata().getName())
        .filter(name -> name.startsWith("verdigris"))
        .forEach(all::add);
    return all;
  }

  private static void await(Shell shell, String text) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!shell.out().contains(text)) {
      assertThat(System.nanoTime()).as(shell.out() + shell.err()).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  @Test
  void a_rollout_is_planned_promoted_and_rolled_back_to_the_version_before() {
    var plan = Shell.piped();
    assertThat(plan.run(toV2("plan", "-o", "json"))).isZero();
    assertThat(last(plan).get("admitted")).isEqualTo(true);
    assertThat(versions()).hasSize(2);

    var run = Shell.piped();
    assertThat(run.run(toV2("run", "-o", "json", "--verify-http", "/readyz"))).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).startsWith("{\"type\":\""));
    Map<?, ?> outcome = last(run);
    assertThat(outcome.get("type")).isEqualTo("outcome");
    assertThat(outcome.get("rollout")).isEqualTo("web-1");
    assertThat(outcome.get("outcome")).isEqualTo("promoted");
    assertThat(outcome.get("live")).isEqualTo("green");
    assertThat(service().getSpec().getSelector()).containsEntry("color", "green");
    assertThat(deployment("blue").getSpec().getReplicas()).isZero();

    var status = Shell.piped();
    assertThat(status.run(args("status"))).isZero();
    assertThat(status.out())
        .contains("green is live, epoch 1", "2/2 ready  " + cluster.image("v2"), "web-1: PROMOTED");

    var resume = Shell.piped();
    assertThat(resume.run(args("resume"))).isZero();
    assertThat(resume.out()).isEqualTo("nothing to resume in " + web.application() + "\n");

    var back = Shell.piped();
    assertThat(back.run(args("rollback", "--soak", "1s", "--drain-timeout", "1s"))).isZero();
    assertThat(back.out()).contains("web-2 promoted: blue is live");
    assertThat(service().getSpec().getSelector()).containsEntry("color", "blue");
    assertThat(deployment("blue").getSpec().getReplicas()).isEqualTo(2);
  }

  @Test
  void a_green_that_never_becomes_ready_is_rejected_and_blue_stays_untouched() {
    var shell = Shell.piped();
    int status =
        shell.run(toV2("run", "-o", "json", "--env", "app:UNREADY=true", "--deploy-timeout", "3s"));

    assertThat(status).isEqualTo(10);
    assertThat(last(shell).get("outcome")).isEqualTo("rejected");
    assertThat(last(shell).get("reason")).asString().contains("DEPLOY");
    assertThat(service().getSpec().getSelector()).containsEntry("color", "blue");
    assertThat(deployment("blue").getSpec().getReplicas()).isEqualTo(2);
  }

  @Test
  void a_recorded_rollout_ends_the_same_when_judged_again_and_otherwise_by_a_stricter_limit(
      @TempDir Path dir) {
    Path record = dir.resolve("records/web.json");
    web.awaitEntry();
    try (var traffic = Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), 50)) {
      var run = Shell.piped();
      int status =
          run.run(
              toV2(
                  "run",
                  "--env=app:ERRORS=0.3",
                  "--metrics=pods:8080/metrics",
                  "--max-error-rate=0.9",
                  "--min-requests=20",
                  "--soak",
                  "5s",
                  "--record=" + record));
      assertThat(status).as(run.out() + run.err()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(traffic.stop().version("v2").failed()).isPositive();
    }

    var again = Shell.piped();
    assertThat(again.run("judge", "--from", record.toString())).as(again.out()).isZero();
    assertThat(again.err()).isEmpty();
    assertThat(again.out())
        .contains("web-1 judged by hard-limits {max-error-rate=0.9, min-requests=20}")
        .contains("would have been promoted after ", "what happened: promoted: ");

    var stricter = Shell.piped();
    String[] limits = {"--max-error-rate=0.05", "--min-requests=20", "-o=json"};
    assertThat(stricter.run("judge", "--from=" + record, limits[0], limits[1], limits[2]))
        .as(stricter.out() + stricter.err())
        .isEqualTo(11);
    assertThat(stricter.out()).contains("\"judgement\":\"ROLL_BACK\"");
    assertThat(last(stricter).get("type")).isEqualTo("judged");
    assertThat(last(stricter).get("end")).isEqualTo("rolled-back");
    assertThat(last(stricter).get("why")).asString().contains("the limit is 5.00 %");
    assertThat(last(stricter).get("happened")).isEqualTo("promoted");
  }

  @Test
  void a_rollback_after_a_comparison_is_explained_by_its_record(@TempDir Path dir) {
    Path record = dir.resolve("web.json");
    web.awaitEntry();
    try (var traffic = Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), 100)) {
      var run = Shell.piped();
      String[] compared = {"--metrics=pods:8080/metrics", "--compare", "--soak", "5m", "-o=json"};
      var args = new ArrayList<>(List.of(toV2("run", compared)));
      args.addAll(List.of("--env=app:ERRORS=0.3", "--exec=sleep 3", "--record=" + record));
      assertThat(run.run(args.toArray(String[]::new))).as(run.out() + run.err()).isEqualTo(11);
      assertThat(traffic.stop().lost()).isZero();

      var again = Shell.piped();
      assertThat(again.run("judge", "--from=" + record, "-o=json")).as(again.err()).isEqualTo(11);
      assertThat(last(again).get("why")).isEqualTo(last(run).get("reason"));
      assertThat(last(again).get("happened")).isEqualTo("rolled-back");
    }
  }

  @Test
  void a_green_that_fails_requests_is_rolled_back() {
    web.awaitEntry();
    try (var traffic = Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), 50)) {
      var shell = Shell.piped();
      int status =
          shell.run(
              toV2(
                  "run",
                  "--env=app:ERRORS=0.3",
                  "--metrics=pods:8080/metrics",
                  "--max-error-rate=0.05",
                  "--min-requests=20",
                  "--soak",
                  "5m",
                  "-o=json"));

      assertThat(status).as(shell.out() + shell.err()).isEqualTo(11);
      assertThat(last(shell).get("outcome")).isEqualTo("rolled-back");
      assertThat(last(shell).get("live")).isEqualTo("blue");
      assertThat(last(shell).get("reason"))
          .asString()
          .contains("requests failed", "limit is 5.00 %");
      assertThat(shell.out()).contains("\"type\":\"sample\"", "\"judgement\":\"ROLL_BACK\"");
      Tally seen = traffic.stop();
      assertThat(seen.version("v1").failed()).isZero();
      assertThat(seen.version("v2").failed()).isPositive();
      assertThat(seen.lost()).as(seen.toString()).isZero();
    }
    assertThat(service().getSpec().getSelector()).containsEntry("color", "blue");
  }

  @Test
  void an_interrupted_rollout_is_let_go_of_and_resumed() throws Exception {
    var run = Shell.piped();
    var ended =
        CompletableFuture.supplyAsync(() -> run.run(toV2("run", "--soak", "1h", "-o", "json")));
    await(run, "\"phase\":\"MONITOR\"");
    run.interrupt();

    assertThat(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(last(run).get("type")).isEqualTo("interrupted");
    assertThat(last(run).get("message"))
        .asString()
        .contains("web-1 is saved in MONITOR, traffic goes to green")
        .endsWith("verdigris resume -n " + web.namespace() + " -s web");

    var back = Shell.piped();
    assertThat(back.run(args("rollback"))).isEqualTo(11);
    assertThat(back.out()).contains("web-1 rolled-back: aborted by");
    assertThat(service().getSpec().getSelector()).containsEntry("color", "blue");
  }

  @Test
  void what_a_living_process_drives_is_left_to_it_and_can_be_aborted() throws Exception {
    var run = Shell.piped();
    var ended = CompletableFuture.supplyAsync(() -> run.run(toV2("run", "--soak", "1h")));
    await(run, "MONITOR begins");

    var resume = Shell.piped();
    assertThat(resume.run(args("resume"))).isZero();
    assertThat(resume.out()).contains("web-1 is left alone: its owner");

    var second = Shell.piped();
    assertThat(second.run(toV2("run"))).isEqualTo(10);
    assertThat(second.out()).contains("rollout web-1 is in MONITOR", "wait for it, abort it");

    assertThat(Shell.piped().run(args("abort", "--reason", "enough", "--by", "me"))).isZero();
    assertThat(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(11);
    assertThat(run.out()).contains("web-1 rolled-back: aborted by me: enough");
  }

  @Test
  void traffic_moves_only_once_a_person_has_approved() throws Exception {
    var run = Shell.piped();
    var ended = CompletableFuture.supplyAsync(() -> run.run(toV2("run", "--approval")));
    await(run, "waiting: a person's approval");
    assertThat(service().getSpec().getSelector()).containsEntry("color", "blue");

    assertThat(Shell.piped().run(args("approve", "--by", "me"))).isZero();
    assertThat(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
    assertThat(run.out()).contains("approved by me");
  }

  @Test
  void a_command_that_fails_keeps_traffic_on_blue() {
    var shell = Shell.piped();
    int status = shell.run(toV2("run", "--exec", "echo $VERDIGRIS_COLOUR is bad; exit 3"));

    assertThat(status).isEqualTo(10);
    assertThat(shell.out()).contains("exit status 3: green is bad");
    assertThat(service().getSpec().getSelector()).containsEntry("color", "blue");
  }

  @Test
  void nothing_under_way_can_neither_be_aborted_nor_approved() {
    var shell = Shell.piped();

    assertThat(shell.run(args("abort"))).isEqualTo(1);
    assertThat(shell.run(args("approve"))).isEqualTo(1);
    assertThat(shell.err())
        .contains("no rollout of " + web.application() + " is under way; nothing to abort")
        .contains("nothing to approve")
        .doesNotContain("\tat ");
  }

  @Test
  void a_report_is_written(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("new/report.html");

    assertThat(Shell.piped().run(toV2("run", "--report", file.toString()))).isZero();
    assertThat(Files.readString(file)).contains("web-1", "MONITOR", "promoted");
  }

  @Test
  void a_live_view_is_drawn_and_the_terminal_given_back() {
    var shell = Shell.onTerminal(new Terminal(100, 40, true, false));

    assertThat(shell.run(toV2("run"))).isZero();
    assertThat(shell.out())
        .startsWith("\u001b[?25l")
        .contains("> MONITOR", "2/2 ready", "live, epoch 1")
        .contains("\u001b[?25hweb-1 promoted: green is live");
  }

  private void refused(String message, String... args) {
    List<String> before = versions();
    var shell = Shell.piped();

    assertThat(shell.run(args)).isEqualTo(10);
    assertThat(shell.out()).contains("rejected: nothing was changed").contains(message);
    assertThat(shell.err()).isEmpty();
    assertThat(versions()).isEqualTo(before);
  }

  @Test
  void an_unknown_container_is_refused() {
    refused("shop", args("run", "--image", "shop=x:1"));
  }

  @Test
  void what_the_ledger_has_no_room_for_is_refused() {
    refused(
        "bytes\": is too large to be kept in the ledger, which takes at most 524288",
        toV2("run", "--env", "app:BIG=" + "x".repeat(600_000)));
  }

  @Test
  void more_extensions_than_the_ledger_has_room_for_are_refused() {
    String[] hooks = Collections.nCopies(65, "--exec=true").toArray(String[]::new);
    refused("extensions \"65\": are more than the 64", toV2("run", hooks));
  }

  @Test
  void an_unknown_service_is_refused() {
    String[] args = args("run", "--image", "app=x:1");
    args[4] = "shop";
    refused("/shop\": does not exist", args);
  }

  @Test
  void an_unknown_colour_is_refused() {
    web.select(Map.of("app", "web", "color", "purple"));
    refused("purple", toV2("run"));
  }

  @Test
  void a_selector_without_a_colour_beside_a_living_deployment_is_refused() {
    web.deployment("green", 1);
    web.select(Map.of("app", "web"));
    refused("selector", toV2("run"));
  }

  private void replaceService(ServiceSpec spec) {
    web.client().resource(service()).delete();
    web.client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName("web")
                .endMetadata()
                .withSpec(spec)
                .build())
        .create();
  }

  @Test
  void a_headless_service_is_refused() {
    replaceService(
        new ServiceSpecBuilder()
            .withClusterIP("None")
            .withSelector(TestApplication.selector("blue"))
            .addNewPort()
            .withPort(8080)
            .endPort()
            .build());

    refused("headless", toV2("run"));
  }

  @Test
  void an_external_service_is_refused() {
    replaceService(
        new ServiceSpecBuilder().withType("ExternalName").withExternalName("shop.example").build());

    refused("ExternalName", toV2("run"));
  }

  @Test
  void a_quota_without_room_for_green_is_refused() {
    web.client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName("small")
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity("3"))
                .endSpec()
                .build())
        .create();
    // the cluster counts what is there before it tells
    web.client()
        .resourceQuotas()
        .inNamespace(web.namespace())
        .withName("small")
        .waitUntilCondition(CliIT::isCounted, PATIENCE_SECONDS, TimeUnit.SECONDS);

    refused("quota", toV2("run"));
  }

  private static boolean isCounted(@Nullable ResourceQuota quota) {
    return quota != null
        && quota.getStatus() != null
        && quota.getStatus().getUsed() != null
        && "2".equals(String.valueOf(quota.getStatus().getUsed().get("pods")));
  }

  @Test
  void missing_rights_are_named() {
    assumeTrue(cluster instanceof EmbeddedCluster, "users are made on the embedded cluster only");
    PolicyRule reading =
        new PolicyRuleBuilder()
            .withApiGroups("", "apps", "discovery.k8s.io", "coordination.k8s.io")
            .withResources("*")
            .withVerbs("get", "list", "watch")
            .build();
    Path reader =
        ((EmbeddedCluster) cluster).userKubeconfig("reader", web.namespace(), List.of(reading));
    String[] args = toV2("run");
    args[6] = reader.toString();

    refused("patch", args);
  }

  @Test
  void an_image_that_cannot_be_pulled_is_told_and_blue_stays() {
    var shell = Shell.piped();
    String[] args =
        args("run", "--image", "app=verdigris.invalid/app:v9", "--deploy-timeout", "10s");

    assertThat(shell.run(args)).isEqualTo(10);
    assertThat(shell.out()).contains("web-1 rejected: ").containsPattern("ImagePull|ErrImage");
    assertThat(service().getSpec().getSelector()).containsEntry("color", "blue");
  }

  @Test
  void a_manifest_that_is_no_deployment_is_refused(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("m.yaml"), Serialization.asYaml(service()));
    refused("Service", args("run", "-f", file.toString()));
  }

  @Test
  void a_manifest_without_the_services_port_is_refused(@TempDir Path dir) throws Exception {
    Deployment other = deployment("blue");
    other.getSpec().getTemplate().getSpec().getContainers().get(0).getPorts().get(0).setName("x");
    Path file = Files.writeString(dir.resolve("m.yaml"), Serialization.asYaml(other));
    refused("port", args("run", "-f", file.toString()));
  }

  @Test
  void a_deployment_manifest_is_rolled_out(@TempDir Path dir) throws Exception {
    Deployment next = deployment("blue");
    next.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(cluster.image("v3"));
    Path file = Files.writeString(dir.resolve("m.yaml"), Serialization.asYaml(next));
    var shell = Shell.piped();
    String[] args =
        args("run", "-f", file.toString(), "--soak", "0s", "--drain-timeout", "0s", "-o", "json");

    assertThat(shell.run(args)).as(shell.out()).isZero();
    assertThat(
            deployment("green").getSpec().getTemplate().getSpec().getContainers().get(0).getImage())
        .isEqualTo(cluster.image("v3"));
  }
}
