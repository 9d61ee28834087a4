package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code verdigris status} tells of an application in each plight. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class StatusIT {
  private final TestCluster cluster;
  private TestApplication web;

  StatusIT(TestCluster cluster) {
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

  private String[] args(String command, String service, String... more) {
    return Shell.args(cluster, new Application(web.namespace(), service), command, more);
  }

  private String status(String service) {
    var shell = Shell.piped();
    assertThat(shell.run(args("status", service))).as(shell.err()).isZero();
    assertThat(shell.err()).isEmpty();
    return shell.out();
  }

  private String status() {
    return status("web");
  }

  private String may(String sentence, String command) {
    return "you may: " + sentence + ": verdigris " + command + " -n " + web.namespace() + " -s web";
  }

  /** A rollout in this process. */
  private record Run(Shell shell, CompletableFuture<Integer> ended) {
    int end() throws Exception {
      return ended.get(120, TimeUnit.SECONDS);
    }

    int interrupt() throws Exception {
      shell.interrupt();
      return end();
    }
  }

  /** Starts a rollout and returns once it tells this. */
  private Run run(String until, String image, String... more) {
    var shell = Shell.piped();
    String[] args = args("run", "web", more);
    var all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--image", "app=" + image));
    var ended = CompletableFuture.supplyAsync(() -> shell.run(all.toArray(String[]::new)));
    Patience.until(until, () -> shell.out().contains(until) || ended.isDone());
    assertThat(shell.out() + shell.err()).contains(until);
    return new Run(shell, ended);
  }

  @Test
  void before_the_first_rollout_one_may_be_started() {
    assertThat(status())
        .contains("blue is live, epoch 0", "no rollout yet", may("start a rollout", "run"))
        .doesNotContain("waits for", "problem");
  }

  @Test
  void a_service_that_is_not_there_and_a_selector_without_colour_are_problems() {
    assertThat(status("shop"))
        .contains("no live colour can be told", "problem: service", "does not exist")
        .contains("you may: put right what is wrong");
    web.select(Map.of("app", "web"));
    assertThat(status())
        .contains("no live colour can be told", "problem: selector", "names no colour")
        .contains("you may: put right what is wrong")
        .doesNotContain("verdigris run");
  }

  @Test
  void pods_that_do_not_come_up_are_told_with_their_trouble() throws Exception {
    Run run = run("DEPLOY begins", "verdigris.invalid/app:v9", "--deploy-timeout", "90s");
    Patience.until("their trouble is known", () -> status().contains("container app of pod"));

    assertThat(status())
        .contains("blue is live, epoch 0", "web-1: DEPLOY since ", ", whose Lease is there")
        .contains("waits for: all pods of green to be ready, within 1m30s")
        .contains("; 0 of 1 pods of green are ready: container app of pod ", "check that the image")
        .contains(may("abort it", "abort"));
    assertThat(run.interrupt()).isEqualTo(1);
  }

  @Test
  void an_approval_is_waited_for_and_may_be_given() throws Exception {
    Run run =
        run("waiting: a person's approval", cluster.image("v2"), "--approval", "--soak", "0s");

    assertThat(status())
        .contains("blue is live, epoch 0", "web-1: VERIFY since ")
        .contains("waits for: its checks, within 10m, and a person's approval")
        .contains(may("approve it", "approve"));
    assertThat(run.interrupt()).isEqualTo(1);
  }

  @Test
  void of_a_rollout_whose_process_is_gone_it_is_told_how_to_go_on() throws Exception {
    Run run = run("MONITOR begins", cluster.image("v2"), "--soak", "1h");
    assertThat(status())
        .contains("green is live, epoch 1", "web-1: MONITOR since ", ", whose Lease is there")
        .containsPattern("waits for: the soak: \\d+s of 1h are over");
    assertThat(run.interrupt()).isEqualTo(1);

    var asked = Shell.piped();
    assertThat(asked.run(args("abort", "web", "--by", "ann", "--reason", "too slow"))).isZero();
    assertThat(status())
        .contains("green is live, epoch 1", ", which shows no sign of life")
        .contains("ann has asked to abort it (too slow); that is not answered yet")
        .contains(may("resume it: its process shows no sign of life", "resume"));
    var back = Shell.piped();
    assertThat(back.run(args("resume", "web"))).isEqualTo(11);
    assertThat(status())
        .contains("blue is live, epoch 2", "web-1: ROLLED_BACK since ")
        .contains("because: aborted by ann: too slow", may("start a rollout", "run"))
        .doesNotContain("waits for", "driven by");
  }

  @Test
  void of_a_halted_rollout_it_is_told_why_and_what_is_live() throws Exception {
    Run run = run("MONITOR begins", cluster.image("v2"), "--soak", "1h");
    web.select(TestApplication.selector("blue"));
    assertThat(run.end()).isEqualTo(12);

    assertThat(status())
        .contains("blue is live, epoch 1", "web-1: HALTED since ")
        .contains("because: someone else changed where traffic goes")
        .contains("you may: look at why it was halted, and put that right")
        .contains(may("then start a rollout; it begins from what is live now", "run"));
  }
}
