package io.verdigris.benchmarks.judging;

import io.verdigris.spi.Judgement.Verdict;
import java.time.Duration;

/** A rule for when to go back, as those who make it publish it. */
interface Rule {
  /** Returns what it is called in a table. */
  String name();

  /** Returns how long it waits before its first look and between its looks. */
  Duration every();

  /** Returns how long after the switch its last look is; at most {@link Traffic#AFTER}. */
  Duration until();

  /** Begins to watch one rollout. */
  Watch watch(Traffic.Drawn drawn);

  /** One rollout that it watches. */
  @FunctionalInterface
  interface Watch {
    /**
     * Decides what to do.
     *
     * @param green all that green answers; only what was before the second may be looked at
     * @param second how long ago the switch was; grows by {@link Rule#every} from look to look
     */
    Verdict look(Trace green, int second);

    /** Returns what green answered where this rule has had blue serve beside it. */
    default Trace answered(Trace green) {
      return green;
    }

    /** Returns how many seconds after the switch the soak ends, as it looks by now. */
    default int until(int usual) {
      return usual;
    }
  }
}
