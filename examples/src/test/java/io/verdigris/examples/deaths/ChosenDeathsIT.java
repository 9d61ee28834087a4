package io.verdigris.examples.deaths;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.examples.deaths.Calls.Answered;
import io.verdigris.examples.deaths.Strike.How;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that are struck at calls which the embedded cluster knows, under traffic. */
class ChosenDeathsIT {
  private static final int RATE = 50;
  private static EmbeddedCluster cluster;

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start();
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  private static VerdigrisProcess run(Scene scene, Calls calls, Strike strike) throws Exception {
    calls.intercept(strike);
    VerdigrisProcess process = scene.run(calls.kubeconfig(), "v2", "--soak", "3s");
    strike.at(process);
    strike.await(Verdict.PATIENCE);
    return process;
  }

  @ParameterizedTest
  @CsvSource({
    "SAVE_OF_PROMOTE, DEAD_BEFORE, VERIFY, blue",
    "SAVE_OF_PROMOTE, DEAD_UNANSWERED, PROMOTE, blue",
    "SWITCH, DEAD_BEFORE, PROMOTE, blue",
    "SWITCH, DEAD_UNANSWERED, PROMOTE, green",
    "SWITCH, DEAD_AFTER, PROMOTE, green",
    "SAVE_OF_MONITOR, DEAD_AFTER, MONITOR, green",
    "SCALE_DOWN, DEAD_BEFORE, DECOMMISSION, green",
    "SCALE_DOWN, DEAD_UNANSWERED, DECOMMISSION, green"
  })
  @Execution(ExecutionMode.CONCURRENT)
  void another_process_ends_what_the_dead_one_left(
      ChosenCall call, How how, Phase left, String live) throws Exception {
    try (Scene scene = Scene.open(cluster, Scene.onNewConnections(RATE));
        Calls calls = new Calls(cluster, scene.web().namespace())) {
      VerdigrisProcess dead = run(scene, calls, new Strike(call, how));
      assertThat(scene.status().phase()).as(dead.transcript()).contains(left);
      assertThat(scene.live().colour()).contains(live);

      VerdigrisProcess next = scene.resume();

      Verdict.ends(next, 0);
      Verdict.isPromoted(scene);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void what_a_process_writes_that_comes_back_from_the_dead_is_refused() throws Exception {
    try (Scene scene = Scene.open(cluster, Scene.onNewConnections(RATE));
        Calls calls = new Calls(cluster, scene.web().namespace())) {
      var strike = new Strike(ChosenCall.SWITCH, How.STOPPED);
      VerdigrisProcess zombie = run(scene, calls, strike);
      VerdigrisProcess next = scene.resume();
      assertThat(next.await(said -> said.begins(Phase.MONITOR), Verdict.PATIENCE))
          .as(next.transcript())
          .isPresent();
      long fence = scene.status().fence();
      int before = calls.answered().size();

      strike.release();

      Verdict.ends(zombie, 1);
      Verdict.ends(next, 0);
      List<Answered> writes = writes(calls, before);
      assertThat(writes).as(zombie.transcript()).isNotEmpty().noneMatch(Answered::succeeded);
      assertThat(zombie.transcript()).contains("has taken", "over with fence " + fence);
      assertThat(scene.status().fence()).isEqualTo(fence);
      Verdict.isPromoted(scene);
    }
  }

  /** Its Lease tells of nobody but itself, so others lose nothing by it. */
  private static List<Answered> writes(Calls calls, int from) {
    List<Answered> all = calls.answered();
    return all.subList(from, all.size()).stream()
        .filter(Answered::changing)
        .filter(answered -> !answered.isSignOfLife())
        .toList();
  }
}
