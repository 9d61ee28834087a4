package io.verdigris.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The programs themselves, on the embedded cluster; the figures of a real one are told by a run.
 */
class FleetIT {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void three_applications_are_rolled_out_at_the_same_time() throws InterruptedException {
    var terms = new Fleet.Terms(Duration.ofSeconds(1), Duration.ofMinutes(1), List.of());
    try (TestCluster cluster = EmbeddedCluster.start()) {
      assertThat(new Fleet(cluster, terms, out).measure(List.of(3), Optional.empty()))
          .as(printed())
          .isTrue();
    }
    assertThat(printed()).contains("| 3 |", "MONITOR", "PATCH services");
  }

  @Test
  void what_a_killed_process_leaves_is_promoted_by_the_other() throws InterruptedException {
    var terms = new Takeover.Terms(2, 4, Duration.ofSeconds(2), Duration.ofSeconds(1));
    try (TestCluster cluster = EmbeddedCluster.start()) {
      boolean good =
          new Takeover(cluster, terms, out)
              .measure(List.of(Takeover.Way.KILLED), 1, Optional.empty());

      assertThat(good).as(printed()).isTrue();
    }
    assertThat(printed()).contains("| 2 | killed | 2 | 2 |");
  }
}
