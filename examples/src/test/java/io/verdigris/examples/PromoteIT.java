package io.verdigris.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program, as a process of its own. */
class PromoteIT {
  @TempDir private Path dir;

  @Test
  void it_rolls_out_and_prints_how_that_ended() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        var web = new TestApplication(cluster);
        var person =
            BlueGreenOrchestrator.builder()
                .configuration(Map.of("kubernetes.kubeconfig", cluster.kubeconfig().toString()))
                .build()) {
      web.service(TestApplication.selector("blue"));
      web.deployment("blue", 1);
      web.awaitReady("blue", 1);
      web.awaitEntry();
      // requests that green counts prove the switch
      Traffic traffic = Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), 20);
      Process promote = start(cluster, web, cluster.image("v2"));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      while (!person.status(web.application()).phase().equals(Optional.of(Phase.MONITOR))
          && System.nanoTime() < end) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
      assertThat(person.status(web.application()).live()).contains(Colour.GREEN);
      // half an hour's soak is more than a test has
      person.abort(web.application(), "a test", "seen enough");

      assertThat(promote.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(dir.resolve("out")))
          .startsWith("rolled-back: ")
          .contains("a test");
      assertThat(promote.exitValue()).isZero();
      assertThat(traffic.stop().lost()).isZero();
    }
  }

  private Process start(EmbeddedCluster cluster, TestApplication web, String image)
      throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Promote.class.getName(),
            web.namespace(),
            "web",
            image);
    builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
    return builder
        .redirectOutput(dir.resolve("out").toFile())
        .redirectError(dir.resolve("err").toFile())
        .start();
  }
}
