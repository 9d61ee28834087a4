package io.verdigris.benchmarks.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program itself, on the embedded cluster; the figures of a real one are told by a run. */
class EdgesIT {
  @Test
  void a_promotion_and_a_rollback_are_played_and_told_in_one_row() throws InterruptedException {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      var terms = new Edges.Terms(cluster.ingress(), "contour", 20, Duration.ofSeconds(1));

      assertThat(new Edges(cluster, terms, out).play(List.of(Way.GATEWAY_HTTPROUTE), 1))
          .as("%s", printed)
          .isTrue();
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines().reduce((a, b) -> b).orElse(""))
        .startsWith("| gateway-httproute | 1 of 1 | 1 of 1 | ")
        .contains(" | 0 | ");
  }
}
