package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.RealCluster;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.traffic.Tally;
import io.verdigris.testkit.traffic.Traffic;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart and the overlays of examples move no traffic, whenever they are applied again. */
class AppliedAgainIT {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path dir;
  private RealCluster cluster;
  private TestApplication web;

  @BeforeEach
  void open() {
    cluster = RealCluster.open();
    web = new TestApplication(cluster);
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private static String tool(String name) {
    String path =
        System.getenv().getOrDefault("PATH", "")
            + File.pathSeparator
            + System.getProperty("user.home")
            + "/.cache/bluegreen-cluster/bin";
    List<Path> found =
        Stream.of(path.split(File.pathSeparator, -1))
            .map(place -> Path.of(place, name))
            .filter(Files::isExecutable)
            .toList();
    assumeTrue(!found.isEmpty(), name + " is not on the PATH");
    return found.get(0).toString();
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + out).isZero();
    return out;
  }

  /** What applies the manifests, and what renders a version's Deployment. */
  private interface Tool {
    void apply() throws IOException, InterruptedException;

    String render(String tag) throws IOException, InterruptedException;
  }

  private Path version(Tool tool, String tag) throws IOException, InterruptedException {
    return Files.writeString(dir.resolve(tag + ".yaml"), tool.render(tag));
  }

  private static int deploys(Shell shell, RealCluster cluster, TestApplication web, Path file) {
    return shell.run(
        Shell.args(
            cluster,
            web.application(),
            "run",
            "-f",
            file.toString(),
            "--soak",
            "5s",
            "--drain-timeout",
            "2s"));
  }

  private String colour() {
    return web.client()
        .services()
        .inNamespace(web.namespace())
        .withName("web")
        .get()
        .getSpec()
        .getSelector()
        .getOrDefault("color", "");
  }

  private void isNotMovedBy(Tool tool) throws Exception {
    tool.apply();
    var first = Shell.piped();
    assertThat(deploys(first, cluster, web, version(tool, "v1"))).as(first.out()).isZero();
    String installed = colour();
    web.awaitEntry();
    try (var traffic = Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), 50)) {
      tool.apply();
      assertThat(colour()).isEqualTo(installed);
      Path next = version(tool, "v2");
      var shell = Shell.piped();
      var ended = CompletableFuture.supplyAsync(() -> deploys(shell, cluster, web, next));
      Patience.until(
          "MONITOR begins", () -> shell.out().contains("MONITOR begins") || ended.isDone());
      tool.apply();
      assertThat(colour()).isNotEmpty().isNotEqualTo(installed);
      assertThat(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(shell.out()).isZero();
      tool.apply();
      assertThat(colour()).isNotEmpty().isNotEqualTo(installed);
      Tally tally = traffic.stop();
      assertThat(tally.failed()).as(tally.problems().toString()).isZero();
      assertThat(tally.version("v2").answers()).isPositive();
    }
  }

  @Test
  void the_chart() throws Exception {
    String helm = tool("helm");
    String chart = EXAMPLES.resolve("helm").toString();
    isNotMovedBy(
        new Tool() {
          @Override
          public void apply() throws IOException, InterruptedException {
            String unused =
                run(
                    List.of(
                        helm,
                        "upgrade",
                        "--install",
                        "web",
                        chart,
                        "-n",
                        web.namespace(),
                        "--set",
                        "service.type=NodePort,autoscaler.max=5"));
          }

          @Override
          public String render(String tag) throws IOException, InterruptedException {
            var command = new ArrayList<>(List.of(helm, "template", "web", chart));
            command.addAll(List.of("--show-only", "templates/version.yaml", "--set"));
            command.add(
                "version=true,replicas=2,env.VERSION=" + tag + ",image=" + cluster.image(tag));
            return run(command);
          }
        });
  }

  @Test
  void the_overlays() throws Exception {
    String kubectl = tool("kubectl");
    isNotMovedBy(
        new Tool() {
          @Override
          public void apply() throws IOException, InterruptedException {
            String unused =
                run(List.of(kubectl, "apply", "-k", overlay("production", "").toString()));
          }

          @Override
          public String render(String tag) throws IOException, InterruptedException {
            String images =
                "images: [{name: registry.example/web, newName: "
                    + cluster.image(tag).replaceFirst(":[^:]*$", "")
                    + ", newTag: "
                    + tag
                    + "}]\n"
                    + "patches: [{target: {kind: Deployment}, patch: '- {op: add, path:"
                    + " /spec/template/spec/containers/0/env/-, value: {name: VERSION, value: "
                    + tag
                    + "}}'}]\n";
            return run(
                List.of(kubectl, "kustomize", overlay("production-version", images).toString()));
          }
        });
  }

  /** One of the overlays in this test's namespace. */
  private Path overlay(String name, String more) throws IOException {
    Path own = Files.createDirectories(dir.resolve(name));
    Path relative =
        own.toRealPath().relativize(EXAMPLES.resolve("kustomize/overlays").resolve(name));
    Files.writeString(
        own.resolve("kustomization.yaml"),
        "namespace: " + web.namespace() + "\nresources: [" + relative + "]\n" + more);
    return own;
  }
}
