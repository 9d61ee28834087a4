package io.verdigris.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Verdigris' side, on the embedded cluster; the figures of a real one are told by a run. */
class PeersIT {
  private static final Scale TINY = new Scale(40, 1, Duration.ofSeconds(1), 0, 1, 1);

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void a_promotion_and_a_rollback_are_played_in_a_process_of_their_own() throws Exception {
    try (TestCluster cluster = EmbeddedCluster.start()) {
      var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
      Measured measured = new Peers(cluster, Optional.empty(), TINY, out).play();

      assertThat(measured.wrong()).isEmpty();
    }
    String table = printed.toString(StandardCharsets.UTF_8);
    assertThat(table)
        .containsPattern("green ready → selector moved, ms \\| [\\d,]+ / .* \\| – ")
        .containsPattern("API requests \\| [1-9]\\d* ")
        .containsPattern("failed requests, of all \\| 0 of [1-9]")
        .containsPattern("first → last bad answer, new connections, ms \\| [1-9]")
        .containsPattern("patch answered \\| [1-9]")
        .containsPattern("answered → slices list the other colour \\| -?\\d")
        .containsPattern("PROMOTE \\| .*LIST endpointslices");
  }
}
