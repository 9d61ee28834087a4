package io.verdigris.internal;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * For how long a call has been refused that would be refused for good. Before traffic has moved
 * nothing is at stake and a refusal ends the rollout; after it, giving up would leave traffic where
 * it is, or move it, for an admission webhook that was down for a second.
 */
final class Refusals {
  /** For how long a refusal is taken for a mood of the server once traffic has moved. */
  private static final Duration STUBBORN = Duration.ofMinutes(1);

  private OptionalLong since = OptionalLong.empty();

  /**
   * Tells whether to take a refusal for one that passes.
   *
   * @param state as the rollout stands, or as it was to be saved
   * @param now on the scheduler's clock
   */
  boolean isMood(RolloutState state, long now) {
    if (since.isEmpty()) {
      since = OptionalLong.of(now);
    }
    return hasMoved(state) && now - since.getAsLong() < STUBBORN.toNanos();
  }

  private static boolean hasMoved(RolloutState state) {
    return switch (state.phase()) {
      case SHIFT, CONFIRM, MONITOR, COMPARE, DECOMMISSION, ROLL_BACK, CONFIRM_ROLLBACK, CLEAN_UP ->
          true;
      case PROMOTE -> state.moved();
      default -> false;
    };
  }

  /** Forgets them: such a call has gone well. */
  void over() {
    since = OptionalLong.empty();
  }
}
