package io.verdigris.benchmarks.rollback;

import java.time.Duration;

/**
 * How much traffic there is, and when things happen.
 *
 * @param perSecond requests a second on new connections, and as many on kept ones
 * @param warmUp how long the old colour serves before the rollout, in seconds
 * @param calm how long the new colour is good after the switch
 * @param soak how long it is watched
 * @param compare how long both colours serve where the new one is suspect
 */
public record Pace(int perSecond, int warmUp, Duration calm, Duration soak, Duration compare) {
  /** Returns what is measured; a case takes up to 100 s. */
  public static Pace usual() {
    return new Pace(
        200, 10, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(20));
  }
}
