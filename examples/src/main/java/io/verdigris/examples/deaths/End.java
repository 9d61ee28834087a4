package io.verdigris.examples.deaths;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutStatus;
import java.util.Optional;

/** How a rollout has ended, beside how it should have. */
final class End {
  private final RolloutStatus status;
  private final boolean back;
  private final Colour wanted;
  private final Optional<Integer> exit;
  private final int live;
  private final int idle;

  /**
   * Reads how it has ended.
   *
   * @param back whether its version was a bad one
   * @param before the colour that was live before
   * @param exit the status that the last process ended with; empty when it did not end
   */
  End(Scene scene, boolean back, String before, Optional<Integer> exit) {
    status = scene.status();
    this.back = back;
    this.exit = exit;
    Colour old = Colour.ofLabel(before).orElseThrow();
    wanted = back ? old : old.other();
    live = scene.live().replicas(wanted.label());
    idle = scene.live().replicas(wanted.other().label());
  }

  Phase phase() {
    return status.phase().orElseThrow();
  }

  /** Returns what is not as it should be; empty when all is. */
  Optional<String> wrong() {
    boolean right =
        phase() == (back ? Phase.ROLLED_BACK : Phase.PROMOTED)
            && exit.equals(Optional.of(back ? 11 : 0))
            && status.live().equals(Optional.of(wanted))
            && live == Scene.REPLICAS
            && idle == 0;
    return right
        ? Optional.empty()
        : Optional.of(
            "exit " + exit + ", live " + status.live() + " with " + live + ", beside " + idle);
  }
}
