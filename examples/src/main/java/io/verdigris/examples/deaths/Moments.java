package io.verdigris.examples.deaths;

import io.verdigris.Phase;

/** When processes are killed. */
final class Moments {
  private Moments() {}

  /**
   * Returns for how many milliseconds after a phase's begin a death still meets it, mostly; the
   * options of {@link Scene} have an influence.
   */
  static int window(Phase phase) {
    return switch (phase) {
      case DEPLOY -> 1_500;
      case VERIFY -> 2_000;
      case PROMOTE, ROLL_BACK, CLEAN_UP -> 60;
      case CONFIRM, CONFIRM_ROLLBACK -> 400;
      case MONITOR, COMPARE, SHIFT, DECOMMISSION -> 2_500;
      case ADMIT, PREPARE, PROMOTED, REJECTED, ROLLED_BACK, HALTED ->
          throw new IllegalArgumentException("nobody is killed in " + phase);
    };
  }
}
