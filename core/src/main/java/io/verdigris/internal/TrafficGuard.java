package io.verdigris.internal;

import io.verdigris.Phase;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.TrafficState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sees to it that traffic stays where the rollout has left it: a selector that somebody widens or
 * moves would give the new colour traffic unverified, have the live one taken away, or leave nobody
 * to serve. A watch tells of a change at once; where it is not known to work, a read each half a
 * minute does.
 */
final class TrafficGuard {
  /** How old the last read may be while no change is seen and no watch is known to work. */
  static final Duration FRESH = Duration.ofSeconds(30);

  private static final Set<Phase> GUARDED =
      EnumSet.of(
          Phase.PREPARE,
          Phase.DEPLOY,
          Phase.VERIFY,
          Phase.SHIFT,
          Phase.PROMOTE,
          Phase.CONFIRM,
          Phase.MONITOR,
          Phase.COMPARE,
          Phase.DECOMMISSION,
          Phase.CONFIRM_ROLLBACK,
          Phase.CLEAN_UP);

  private final ExtensionCalls common;
  private final AtomicBoolean changed = new AtomicBoolean();
  private Phase phase = Phase.ADMIT;
  private Instant seen = Instant.MIN;

  TrafficGuard(ExtensionCalls common) {
    this.common = common;
  }

  static boolean guards(Phase phase) {
    return GUARDED.contains(phase);
  }

  /** Notes that the object that directs traffic has changed; any thread. */
  void changed() {
    changed.set(true);
  }

  /** Notes that traffic was read and found right. */
  void seen(Instant now) {
    seen = now;
  }

  /**
   * Reads traffic where that is due.
   *
   * @throws ForeignChangeException when it is not where it was left
   */
  void check(Look look) {
    boolean entersDeploy = look.phase() == Phase.DEPLOY && phase != Phase.DEPLOY;
    boolean stale = seen.equals(Instant.MIN) || isOld(look);
    if (guards(look.phase()) && (changed.getAndSet(false) || entersDeploy || stale)) {
      TrafficState traffic = read(look, stale);
      if (!Decider.agrees(look.state(), traffic)) {
        throw new ForeignChangeException(Decider.disagreement(look.state(), traffic));
      }
      seen = look.now();
    }
    phase = look.phase();
  }

  private boolean isOld(Look look) {
    return !look.now().isBefore(seen.plus(FRESH)) && !common.isWatching(look);
  }

  /** What was seen a moment ago will do, unless nothing was for so long. */
  private TrafficState read(Look look, boolean stale) {
    try {
      return stale ? common.traffic(look) : common.trafficGlance(look);
    } catch (RuntimeException e) {
      changed.set(true);
      throw e;
    }
  }
}
