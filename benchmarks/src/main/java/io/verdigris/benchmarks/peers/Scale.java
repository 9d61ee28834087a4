package io.verdigris.benchmarks.peers;

import java.time.Duration;

/**
 * How much there is of everything.
 *
 * @param perSecond requests a second on new connections, and as many on kept ones
 * @param replicas the pods of a version
 * @param before how long the old version serves before a rollout
 * @param warmUps promotions of each contender before, which are not counted
 * @param rounds promotions, and as many rollbacks, of each contender
 * @param flips bare switches
 */
public record Scale(
    int perSecond, int replicas, Duration before, int warmUps, int rounds, int flips) {
  /** Returns what is measured; a round takes about 100 s. */
  public static Scale usual(int perSecond, int rounds) {
    return new Scale(perSecond, 3, Duration.ofSeconds(3), 1, rounds, 10);
  }
}
