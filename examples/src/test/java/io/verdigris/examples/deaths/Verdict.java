package io.verdigris.examples.deaths;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutStatus;
import io.verdigris.testkit.traffic.Tally;
import java.time.Duration;

/** What must hold whatever died. */
final class Verdict {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private Verdict() {}

  /** Waits for a process to end with a status. */
  static void ends(VerdigrisProcess process, int status) throws InterruptedException {
    assertThat(process.exit(PATIENCE)).as(process.transcript()).contains(status);
  }

  /** Green is live and whole, blue is gone, and nothing was lost. */
  static void isPromoted(Scene scene) {
    hasEnded(scene, Phase.PROMOTED, Colour.GREEN);
  }

  /** Blue is live and whole, green is gone, and nothing was lost. */
  static void isBack(Scene scene, Phase ended) {
    hasEnded(scene, ended, Colour.BLUE);
  }

  private static void hasEnded(Scene scene, Phase ended, Colour live) {
    RolloutStatus status = scene.status();
    assertThat(status.phase()).contains(ended);
    assertThat(status.live()).contains(live);
    assertThat(status.owner()).isPresent();
    assertThat(status.ownerAlive()).isFalse();
    assertThat(scene.live().replicas(live.label())).isEqualTo(Scene.REPLICAS);
    assertThat(scene.live().replicas(live.other().label())).isZero();
    assertThat(scene.live().violations()).isEmpty();
    for (Tally tally : scene.stopTraffic()) {
      assertThat(tally.requests()).isPositive();
      assertThat(Scene.lost(tally)).as(tally.toString()).isZero();
    }
  }
}
