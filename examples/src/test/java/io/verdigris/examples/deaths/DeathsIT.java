package io.verdigris.examples.deaths;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.RolloutStatus;
import io.verdigris.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Processes that die, or are thought to, while they drive a rollout under traffic: others end it as
 * they would have. {@code -Dverdigris.seed} moves the moments of death.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class DeathsIT {
  private static final int RATE = 50;
  private static final long SEED = Long.getLong("verdigris.seed", 4);

  private final TestCluster cluster;

  DeathsIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  private Scene scene() {
    return Scene.open(cluster, Scene.onNewConnections(RATE));
  }

  /** Kills a process some time after it says that a phase begins, unless it has ended by then. */
  private static void killIn(Phase phase, VerdigrisProcess process) throws Exception {
    int window = Moments.window(phase);
    int delay = new Random(SEED + phase.name().hashCode()).nextInt(window);
    assertThat(process.await(said -> said.begins(phase), Verdict.PATIENCE))
        .as(process.transcript())
        .isPresent();
    var unused = process.exit(Duration.ofMillis(delay));
    process.kill();
  }

  /** Has another process go on, where there is something left to do. */
  private static void resume(Scene scene, int status) throws InterruptedException {
    RolloutStatus left = scene.status();
    if (!left.phase().orElseThrow().isFinal()) {
      VerdigrisProcess next = scene.resume();
      Verdict.ends(next, status);
      assertThat(next.said()).as(next.transcript()).anyMatch(Said::isTakeover);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DEPLOY", "VERIFY", "CONFIRM", "MONITOR", "DECOMMISSION"})
  @Execution(ExecutionMode.CONCURRENT)
  void a_promotion_survives_the_death_of_its_process(Phase phase) throws Exception {
    try (Scene scene = scene()) {
      killIn(phase, scene.run("v2", "--soak", "3s"));

      resume(scene, 0);

      Verdict.isPromoted(scene);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ROLL_BACK", "CLEAN_UP"})
  @Execution(ExecutionMode.CONCURRENT)
  void a_rollback_survives_the_death_of_its_process(Phase phase) throws Exception {
    try (Scene scene = scene()) {
      killIn(phase, scene.run(Scene.BAD, "--soak", "5m"));

      resume(scene, 11);

      Verdict.isBack(scene, Phase.ROLLED_BACK);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void a_process_that_comes_back_from_the_dead_changes_nothing() throws Exception {
    try (Scene scene = scene()) {
      VerdigrisProcess zombie = scene.run("v2", "--soak", "20s");
      assertThat(zombie.await(said -> said.begins(Phase.MONITOR), Verdict.PATIENCE))
          .as(zombie.transcript())
          .isPresent();
      zombie.stop();
      VerdigrisProcess next = scene.resume();
      assertThat(next.await(said -> said.begins(Phase.DECOMMISSION), Verdict.PATIENCE))
          .as(next.transcript())
          .isPresent();
      long fence = scene.status().fence();

      zombie.goOn();

      Verdict.ends(zombie, 1);
      Verdict.ends(next, 0);
      assertThat(zombie.transcript()).contains("has taken", "over with fence " + fence);
      assertThat(scene.status().fence()).isEqualTo(fence);
      assertThat(scene.status().owner().orElseThrow()).contains("-" + next.pid() + "-");
      Verdict.isPromoted(scene);
    }
  }
}
