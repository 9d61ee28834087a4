package io.verdigris.examples.deaths;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.examples.deaths.ClusterParts.Part;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.RealCluster;
import io.verdigris.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts of a real cluster that stop or die while a rollout goes on under traffic. */
class PartsIT {
  private static final int RATE = 50;
  private static final Duration OUTAGE = Duration.ofSeconds(5);
  private static final Duration LONG_OUTAGE = Duration.ofSeconds(10);
  private static final List<Phase> PHASES =
      List.of(
          Phase.DEPLOY,
          Phase.VERIFY,
          Phase.PROMOTE,
          Phase.CONFIRM,
          Phase.MONITOR,
          Phase.DECOMMISSION);

  private ClusterParts parts;
  private TestCluster cluster;
  private Scene scene;

  @BeforeEach
  void open() {
    parts = ClusterParts.open();
    cluster = RealCluster.open();
    scene = Scene.open(cluster, Scene.onNewConnections(RATE), Scene.onKeptConnections(RATE));
  }

  @AfterEach
  void restore() throws Exception {
    if (parts != null) {
      parts.restore();
    }
    if (scene != null) {
      scene.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private VerdigrisProcess run(String... more) {
    return scene.run("v2", more);
  }

  private static void await(VerdigrisProcess process, Predicate<Said> which)
      throws InterruptedException {
    assertThat(process.await(which, Verdict.PATIENCE)).as(process.transcript()).isPresent();
  }

  private static Predicate<Said> begins(Phase phase) {
    return said -> said.begins(phase);
  }

  /** The colour's own slices are complete by then; what is left of VERIFY needs none. */
  private static boolean isBeforeTheSwitch(Said said) {
    return said.text("type").equals("done") && said.text("phase").equals(Phase.VERIFY.name());
  }

  private void stop(Part part, Duration outage, VerdigrisProcess process)
      throws InterruptedException {
    parts.stop(part);
    assertThat(process.exit(outage)).as(process.transcript()).isEmpty();
    parts.goOn(part);
  }

  /** Looks on for as long as a part is stopped: a phase must not begin before it goes on. */
  private void stopBefore(Phase phase, Duration outage, Part part, VerdigrisProcess process)
      throws InterruptedException {
    assertThat(process.await(begins(phase), outage)).as(process.transcript()).isEmpty();
    assertThat(process.exit(Duration.ZERO)).as(process.transcript()).isEmpty();
    parts.goOn(part);
  }

  @Test
  void an_api_server_that_stops_in_each_phase_delays_a_promotion() throws Exception {
    VerdigrisProcess process = run("--soak", "3s");
    for (Phase phase : PHASES) {
      await(process, begins(phase));
      stop(Part.APISERVER, OUTAGE, process);
    }

    Verdict.ends(process, 0);
    Verdict.isPromoted(scene);
  }

  @Test
  void an_api_server_that_dies_in_each_phase_delays_a_promotion() throws Exception {
    VerdigrisProcess process = run("--soak", "3s");
    for (Phase phase : PHASES) {
      await(process, begins(phase));
      parts.restart(Part.APISERVER);
    }

    Verdict.ends(process, 0);
    // each retry is told as an event; what the client library says beside is for nobody
    assertThat(process.errors()).doesNotContain("\tat ");
    Verdict.isPromoted(scene);
  }

  @Test
  void an_etcd_that_dies_delays_a_promotion() throws Exception {
    VerdigrisProcess process = run("--soak", "3s");
    for (Phase phase : List.of(Phase.DEPLOY, Phase.PROMOTE, Phase.DECOMMISSION)) {
      await(process, begins(phase));
      parts.restart(Part.ETCD);
    }

    Verdict.ends(process, 0);
    Verdict.isPromoted(scene);
  }

  @Test
  void a_switch_is_not_taken_as_done_while_no_controller_writes_slices() throws Exception {
    VerdigrisProcess process = run("--soak", "3s");
    await(process, PartsIT::isBeforeTheSwitch);
    parts.stop(Part.CONTROLLERS);
    await(process, begins(Phase.CONFIRM));
    assertThat(scene.live().colour()).contains("green");

    stopBefore(Phase.MONITOR, LONG_OUTAGE, Part.CONTROLLERS, process);

    Verdict.ends(process, 0);
    Verdict.isPromoted(scene);
  }

  @Test
  void a_switch_is_not_taken_as_done_while_the_data_plane_stands_still() throws Exception {
    VerdigrisProcess process = run("--soak", "3s");
    await(process, PartsIT::isBeforeTheSwitch);
    parts.stop(Part.PROXY);
    await(process, begins(Phase.CONFIRM));

    stopBefore(Phase.MONITOR, LONG_OUTAGE, Part.PROXY, process);

    Verdict.ends(process, 0);
    Verdict.isPromoted(scene);
  }

  @Test
  void a_kubelet_that_stops_delays_a_promotion() throws Exception {
    VerdigrisProcess process = run("--soak", "3s");
    await(process, begins(Phase.DEPLOY));
    parts.stop(Part.KUBELET);
    stopBefore(Phase.VERIFY, LONG_OUTAGE.multipliedBy(2), Part.KUBELET, process);
    await(process, begins(Phase.DECOMMISSION));
    parts.stop(Part.KUBELET);
    Verdict.ends(process, 0);
    parts.goOn(Part.KUBELET);

    Patience.until("blue's pods are gone", () -> scene.pods("blue") == 0);
    Verdict.isPromoted(scene);
  }

  @Test
  void a_kubelet_that_stops_for_longer_than_green_may_take_has_it_rejected() throws Exception {
    VerdigrisProcess process = run("--deploy-timeout", "6s");
    await(process, begins(Phase.DEPLOY));
    parts.stop(Part.KUBELET);
    await(process, begins(Phase.CLEAN_UP));
    parts.goOn(Part.KUBELET);

    Verdict.ends(process, 10);
    Verdict.isBack(scene, Phase.REJECTED);
  }
}
