package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The script in the repository's root, as a process of its own. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class LauncherIT {
  private static final Path SCRIPT = Path.of("").toAbsolutePath().resolveSibling("verdigris");
  private static final long PATIENCE_SECONDS = 120;

  private final TestCluster cluster;
  @TempDir private Path dir;
  private TestApplication web;

  LauncherIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = new TestApplication(cluster);
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private Process start(Path script, String... args) throws IOException {
    var command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.redirectOutput(out().toFile()).redirectError(err().toFile()).start();
  }

  private Process rollout(String soak) throws IOException {
    return start(
        SCRIPT,
        "run",
        "-n",
        web.namespace(),
        "-s",
        "web",
        "--image",
        "app=" + cluster.image("v2"),
        "--soak",
        soak,
        "--drain-timeout",
        "0s");
  }

  private Path out() {
    return dir.resolve("out");
  }

  private Path err() {
    return dir.resolve("err");
  }

  private static int status(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private void awaitOut(String text) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(out()).contains(text)) {
      assertThat(System.nanoTime()).as(Files.readString(out())).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  @Test
  void it_runs_through_a_link_from_any_directory() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("vg"), SCRIPT);
    Path second = Files.createSymbolicLink(dir.resolve("vg2"), Path.of("vg"));

    assertThat(status(start(link, "--version"))).isZero();
    assertThat(status(start(second, "status", "-n", web.namespace(), "-s", "web"))).isZero();
    assertThat(out()).content().contains("blue is live");
    assertThat(err()).content().isEmpty();
    Files.delete(link);
    Files.delete(second);
  }

  @Test
  void it_promotes() throws Exception {
    assertThat(status(rollout("0s"))).isZero();
    assertThat(out()).content().contains("web-1 promoted: green is live");
    assertThat(err()).content().isEmpty();
  }

  @Test
  void it_lets_go_when_it_is_told_to_end() throws Exception {
    Process run = rollout("1h");
    awaitOut("MONITOR begins");
    run.destroy();

    assertThat(status(run)).isEqualTo(1);
    assertThat(out()).content().contains("interrupted: web-1 is saved in MONITOR");
    assertThat(web.client().leases().inNamespace(web.namespace()).list().getItems()).isEmpty();
  }

  @Test
  void what_was_killed_is_resumed() throws Exception {
    Process run = rollout("1s");
    awaitOut("DEPLOY begins");
    run.destroyForcibly();
    assertThat(status(run)).isEqualTo(137);

    assertThat(status(start(SCRIPT, "resume", "-n", web.namespace()))).isZero();
    assertThat(out()).content().contains("web-1 promoted: green is live");
  }

  @Test
  void it_says_what_to_run_when_it_is_not_built() throws Exception {
    Path copy = Files.copy(SCRIPT, dir.resolve("verdigris"));

    assertThat(copy.toFile().setExecutable(true)).isTrue();
    assertThat(status(start(copy, "--version"))).isEqualTo(1);
    assertThat(err()).content().contains("not built yet; run:", "mvn -q -DskipTests package");
  }
}
