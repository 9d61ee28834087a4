package io.verdigris.benchmarks.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program itself, on the embedded cluster; the figures of a real one are told by a run. */
class RollbacksIT {
  private static final Pace QUICK =
      new Pace(40, 4, Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(5));

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private boolean play(Case fault) throws InterruptedException {
    try (TestCluster cluster = EmbeddedCluster.start()) {
      var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
      return new Rollbacks(cluster, QUICK, out).play(List.of(fault), List.of(Reading.pods()), 1);
    }
  }

  private String[] row() {
    String table = printed.toString(StandardCharsets.UTF_8);
    return table.lines().reduce((former, later) -> later).orElseThrow().split(" *\\| *");
  }

  @Test
  void a_fault_is_seen_on_both_kinds_of_connections_until_traffic_is_back() throws Exception {
    assertThat(play(Case.ERRORS_20)).as("%s", printed).isTrue();

    assertThat(row()[3]).isEqualTo("rolled-back");
    assertThat(List.of(row()).subList(4, 8)).as("times").doesNotContain("–");
    assertThat(row()[10]).as("lost").isEqualTo("0");
  }
}
