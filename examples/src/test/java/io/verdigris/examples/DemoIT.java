package io.verdigris.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.RolloutOutcome.Promoted;
import io.verdigris.RolloutOutcome.RolledBack;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  @Test
  void a_good_version_is_promoted_and_a_bad_one_rolled_back_without_a_lost_request(
      @TempDir Path directory) throws InterruptedException, IOException {
    Path file = directory.resolve("page.html");
    var shown = new ByteArrayOutputStream();
    Demo.Result result;
    try (var cluster = EmbeddedCluster.start();
        var screen = new Screen(new PrintStream(shown, true, StandardCharsets.UTF_8), false)) {
      result = Demo.run(cluster, settings(file), screen);
      screen.end(result.wrong(), file);
    }

    assertThat(result.wrong()).isEmpty();
    assertThat(result.good().outcome()).isInstanceOf(Promoted.class);
    assertThat(result.good().seen().requests()).isPositive();
    assertThat(result.good().seen().failed()).isZero();
    assertThat(result.bad().outcome()).isInstanceOf(RolledBack.class);
    assertThat(result.bad().seen().failedBy("v3")).isPositive();
    assertThat(result.bad().lost()).isZero();
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .contains("traffic is directed to green", "blue v3", "0 lost by the switch", "page.html")
        .doesNotContain("\u001b", "WRONG");
    assertThat(Files.readString(file))
        .contains("web-1", "web-2", "promoted", "rolled-back", "blue v3", "back to green")
        .contains("/api/v1/namespaces/shop/services/web");
  }

  private static Demo.Settings settings(Path page) {
    return new Demo.Settings("shop", 60, Duration.ofSeconds(3), Duration.ofSeconds(1), page);
  }
}
