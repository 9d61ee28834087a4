package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the outcome of a rollout that has ended. */
final class Outcomes {
  private Outcomes() {}

  /**
   * Makes it from the final state.
   *
   * @param live asked for what serves now, where the state alone does not tell
   */
  static RolloutOutcome of(
      RolloutState state, List<Finding> findings, Supplier<Optional<Colour>> live) {
    String why = state.cause();
    return switch (state.phase()) {
      case PROMOTED ->
          new RolloutOutcome.Promoted(
              state.id(), Optional.of(state.to()), promoted(state), state.notes());
      case ROLLED_BACK ->
          new RolloutOutcome.RolledBack(state.id(), state.from(), why, state.notes());
      case REJECTED ->
          new RolloutOutcome.Rejected(
              state.id(), live.get().or(state::from), why, state.notes(), findings);
      default -> new RolloutOutcome.Halted(state.id(), live.get(), why, state.notes());
    };
  }

  private static String promoted(RolloutState state) {
    if (state.from().isEmpty()) {
      return state.to() + " is live, the first installation";
    }
    String old = state.spec().options().keepOld() ? " stays at its size" : " is scaled to zero";
    return state.to() + " is live and has passed its soak; " + state.from().get() + old;
  }

  /** Makes the outcome of a rollout that this process lets go of. */
  static RolloutOutcome detached(RolloutState state, String reason, Optional<Colour> live) {
    String where =
        state.phase() == Phase.ADMIT
            ? "; nothing was begun"
            : was(state) + ", for another process to resume";
    return new RolloutOutcome.Halted(state.id(), live, reason + where, state.notes());
  }

  /** Makes the outcome of a rollout that another process goes on with. */
  static RolloutOutcome lost(RolloutState state, String reason, Optional<Colour> live) {
    return new RolloutOutcome.Halted(state.id(), live, reason + was(state), state.notes());
  }

  private static String was(RolloutState state) {
    return "; " + state.id() + " was in " + state.phase();
  }
}
