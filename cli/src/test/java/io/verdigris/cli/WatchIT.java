package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code verdigris watch} shows of a rollout that another process drives. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class WatchIT {
  private final TestCluster cluster;
  private TestApplication web;

  WatchIT(TestCluster cluster) {
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

  private CompletableFuture<Integer> begin(Shell shell, String command, String... more) {
    String[] args = Shell.args(cluster, web.application(), command, more);
    return CompletableFuture.supplyAsync(() -> shell.run(args));
  }

  private static int end(CompletableFuture<Integer> command) throws Exception {
    return command.get(120, TimeUnit.SECONDS);
  }

  @Test
  void a_rollout_is_followed_on_a_terminal_in_lines_and_as_json_until_it_has_ended()
      throws Exception {
    var driving = Shell.piped();
    var run =
        begin(
            driving,
            "run",
            "--image",
            "app=" + cluster.image("v2"),
            "--approval",
            "--soak",
            "1s",
            "--drain-timeout",
            "1s");
    Patience.until("it waits", () -> driving.out().contains("a person's approval"));

    var screen = Shell.onTerminal(new Terminal(100, 40, false, false));
    var lines = Shell.piped();
    var json = Shell.piped();
    var onScreen = begin(screen, "watch");
    var inLines = begin(lines, "watch");
    var asJson = begin(json, "watch", "-o", "json");
    Patience.until("all three show it", () -> shows(screen) && shows(lines) && shows(json));
    var approving = Shell.piped();
    assertThat(end(begin(approving, "approve", "--by", "ann"))).isZero();

    assertThat(end(run)).as(driving.err()).isZero();
    assertThat(end(onScreen)).as(screen.err()).isZero();
    assertThat(end(inLines)).as(lines.err()).isZero();
    assertThat(end(asJson)).as(json.err()).isZero();
    assertThat(screen.out())
        .contains("> VERIFY", "driven by ", "whose Lease is there", "= PROMOTED");
    assertThat(lines.out())
        .containsPattern("\\d\\d:\\d\\d:\\d\\d web-1 VERIFY: waits for: .*; blue is live, epoch 0")
        .contains("green is live, epoch 1", "web-1: PROMOTED since ");
    String[] objects = json.out().split("\n", -1);
    assertThat(objects[0]).contains("\"type\":\"status\"", "\"phase\":\"VERIFY\"", "\"at\":\"");
    assertThat(objects[objects.length - 2]).contains("\"phase\":\"PROMOTED\"");
  }

  private static boolean shows(Shell shell) {
    return shell.out().contains("a person's approval");
  }

  @Test
  void watching_can_be_ended_without_ending_the_rollout() throws Exception {
    var driving = Shell.piped();
    var run =
        begin(
            driving,
            "run",
            "--image",
            "app=" + cluster.image("v2"),
            "--soak",
            "1h",
            "--drain-timeout",
            "1s");
    Patience.until("it is monitored", () -> driving.out().contains("MONITOR begins"));
    var watching = Shell.piped();
    var watch = begin(watching, "watch");
    Patience.until("it is shown", () -> watching.out().contains("MONITOR"));

    watching.interrupt();

    assertThat(end(watch)).isEqualTo(1);
    assertThat(run).isNotDone();
    var again = Shell.piped();
    watch = begin(again, "watch");
    Patience.until("it is shown again", () -> again.out().contains("MONITOR"));
    assertThat(end(begin(Shell.piped(), "abort", "--reason", "slow"))).isZero();
    assertThat(end(run)).isEqualTo(11);
    assertThat(end(watch)).as("the rollout's own exit status").isEqualTo(11);
    assertThat(again.out()).contains("ROLLED_BACK", "because: aborted by", "slow");
  }

  @Test
  void what_has_had_no_rollout_is_told_at_once() throws Exception {
    var watching = Shell.piped();
    assertThat(end(begin(watching, "watch"))).isEqualTo(1);
    assertThat(watching.out()).contains("blue is live, epoch 0", "no rollout yet");
  }
}
