package io.verdigris.examples.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts of the reusable workflow's steps, run as they stand in its file. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class BlueGreenWorkflowIT {
  private static final String RESULTS = "verdigris-out/";

  private final TestCluster cluster;
  private final Map<String, String> inputs = new HashMap<>();
  private final Workflow workflow = Workflow.read(Repository.WORKFLOW);
  @TempDir private Path dir;
  private TestApplication web;

  BlueGreenWorkflowIT(TestCluster cluster) throws IOException {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    List.of("bash", "jq", "curl")
        .forEach(name -> assumeTrue(Repository.program(name).isPresent(), name + " is not here"));
    web = new TestApplication(cluster);
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
    inputs.putAll(workflow.inputs());
    inputs.put("namespace", web.namespace());
    inputs.put("service", "web");
    String image = cluster.image("v2");
    inputs.put("image", image.substring(0, image.lastIndexOf(':')));
    inputs.put("tag", image.substring(image.lastIndexOf(':') + 1));
    options();
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private void options(String... more) {
    var lines = new StringBuilder("--env app:VERSION=v2\n--drain-timeout 1s\n# a remark\n");
    List.of(more).forEach(line -> lines.append("  ").append(line).append('\n'));
    inputs.put("options", lines.toString());
  }

  private LocalRun run(String event) throws IOException {
    return new LocalRun(
        dir,
        Map.of(
            "inputs",
            inputs,
            "secrets",
            Map.of("kubeconfig", Files.readString(cluster.kubeconfig())),
            "github",
            Map.of(
                "event_name",
                event,
                "actor",
                "octocat",
                "token",
                Comments.TOKEN,
                "event",
                Map.of("pull_request", Map.of("number", 7)))));
  }

  private @Nullable String live() {
    return web.client()
        .services()
        .inNamespace(web.namespace())
        .withName("web")
        .get()
        .getSpec()
        .getSelector()
        .get("color");
  }

  @Test
  void a_good_version_is_promoted_and_the_summary_says_so() throws Exception {
    options("--verify-http /readyz", "--soak 1s");
    LocalRun run = run("push");

    assertThat(run.run(workflow.job("deploy"))).as(run.log()).isTrue();
    assertThat(live()).isEqualTo("green");
    assertThat(run.outputs(workflow.job("deploy")))
        .containsEntry("outcome", "promoted")
        .containsEntry("status", "0")
        .containsEntry("rollout", "web-1")
        .containsEntry("live", "green")
        .containsEntry("image", cluster.image("v2"));
    assertThat(run.file("summary.md"))
        .startsWith("### Blue-green rollout of `" + web.application() + "`: promoted")
        .contains("| serves now | green |", cluster.image("v2"));
    assertThat(run.files("verdigris-out"))
        .contains("report.html", "record.json", "summary.md", "results.env");
    assertThat(run.files(".")).as("the kubeconfig is gone").doesNotContain("kubeconfig");
  }

  @Test
  void a_bad_version_is_rolled_back_and_the_job_fails_with_that_status() throws Exception {
    options(
        "--env app:ERRORS=0.5",
        "--metrics pods:8080/metrics",
        "--max-error-rate 0.05",
        "--min-requests 20",
        "--soak 5m");
    LocalRun run = run("push");
    web.awaitEntry();
    try (var traffic = Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), 30)) {
      assertThat(run.run(workflow.job("deploy"))).as(run.log()).isFalse();
      assertThat(traffic.stop().version("v1").failed()).isZero();
    }

    assertThat(run.statuses())
        .containsEntry("Roll out", 11)
        .doesNotContainKey("Hand over what was cancelled");
    assertThat(live()).isEqualTo("blue");
    assertThat(run.outputs(workflow.job("deploy")))
        .containsEntry("outcome", "rolled-back")
        .containsEntry("status", "11")
        .containsEntry("live", "blue");
    assertThat(run.file("summary.md"))
        .contains(": rolled-back", "requests failed", "back on the version before");
    assertThat(run.file(RESULTS + "report.html")).contains("<html");
    assertThat(run.statuses()).containsEntry("Clean up", 0);
  }

  @Test
  void what_is_cancelled_is_let_go_of_in_order_and_goes_back() throws Exception {
    options("--soak 1h");
    LocalRun run = run("push");
    run.onStart(
        (step, process) -> {
          if (step.equals("Roll out")) {
            await(run, "MONITOR begins");
            run.cancel();
            interrupt(process);
          }
        });

    assertThat(run.run(workflow.job("deploy"))).isFalse();
    assertThat(run.log()).contains("interrupted: web-1 is saved in MONITOR");
    assertThat(run.statuses()).as(run.log()).containsEntry("Hand over what was cancelled", 11);
    assertThat(live()).isEqualTo("blue");
    assertThat(run.outputs(workflow.job("deploy"))).containsEntry("outcome", "rolled-back");
    assertThat(run.file("summary.md")).contains("octocat", "the pipeline was cancelled");
  }

  /** As the runner does first; only the process itself is told, not those that it has started. */
  private static void interrupt(Process process) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(LocalRun run, String text) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!run.file("printed").contains(text) && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    assertThat(run.file("printed")).contains(text);
  }

  @Test
  void a_plan_is_a_comment_that_is_renewed_in_its_place() throws Exception {
    try (Comments comments = new Comments()) {
      IntStream.range(0, 103).forEach(n -> comments.add("comment " + n));
      LocalRun run = run("pull_request");
      run.with("GITHUB_API_URL", comments.url()).with("GITHUB_REPOSITORY", "octo/web");

      assertThat(run.run(workflow.job("plan"))).as(run.log()).isTrue();
      assertThat(comments.bodies()).hasSize(104);
      assertThat(comments.bodies().get(103))
          .startsWith("<!-- verdigris: " + web.application() + " -->\n### Blue-green rollout of")
          .contains("can go ahead", "from blue to green", "kind: Role");
      assertThat(live()).isEqualTo("blue");

      options("--switcher ingress-backend:ingress=nowhere");
      assertThat(run.run(workflow.job("plan"))).as(run.log()).isFalse();
      assertThat(run.statuses()).containsEntry("Plan the rollout", 10);
      assertThat(comments.bodies()).hasSize(104);
      assertThat(comments.bodies().get(103)).contains("would be **refused**", "nowhere");
      assertThat(comments.calls()).contains("PATCH /repos/octo/web/issues/comments/104");
      assertThat(run.log()).doesNotContain(Comments.TOKEN);
    }
  }

  @Test
  void manifests_are_applied_but_not_what_would_move_traffic() throws Exception {
    assumeTrue(cluster.name().equals("real"), "kubectl apply needs a real cluster");
    assumeTrue(Repository.program("kubectl").isPresent(), "kubectl is not on the PATH");
    Path manifests = Files.createDirectory(dir.resolve("deploy"));
    Files.writeString(
        manifests.resolve("settings.yaml"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {image: \"${IMAGE}\"}\n");
    inputs.put("manifests", "deploy");
    options("--soak 1s");
    LocalRun run = run("push");

    assertThat(run.run(workflow.job("deploy"))).as(run.log()).isTrue();
    assertThat(web.client().configMaps().inNamespace(web.namespace()).withName("settings").get())
        .satisfies(m -> assertThat(m.getData()).containsEntry("image", cluster.image("v2")));

    Files.writeString(
        manifests.resolve("service.yaml"),
        """
        apiVersion: v1
        kind: Service
        metadata: {name: "${SERVICE}"}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """);
    assertThat(run.run(workflow.job("deploy"))).isFalse();
    assertThat(run.statuses()).containsEntry("Apply the manifests", 2);
    assertThat(run.log()).contains("MANIFESTS must not hold service/web, which Verdigris moves");
  }
}
