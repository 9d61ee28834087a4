package io.verdigris.testkit.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How quick and how regular a simulated world is.
 *
 * @param latency of a request to the API server
 * @param watchLag from a change until a process' watch tells it
 * @param sliceLag from a change until the slice controller has written slices
 * @param proxyLag from a slice until a node's new connections follow
 * @param startup of a pod, from its creation until it is ready
 * @param freeze for how long a process stands still that does
 * @param offset by how much processes' wall clocks are off, at most, either way
 * @param drift by which share processes' monotonic clocks are too quick or too slow, at most
 */
public record Conditions(
    Range latency,
    Range watchLag,
    Range sliceLag,
    Range proxyLag,
    Range startup,
    Range freeze,
    Duration offset,
    double drift) {

  /**
   * A span of times that are all as likely.
   *
   * @param least the least, not negative
   * @param most the most, not less
   */
  public record Range(Duration least, Duration most) {
    /** Checks the order. */
    public Range {
      if (least.isNegative() || most.compareTo(least) < 0) {
        throw new IllegalArgumentException(
            "most must be >= least >= 0, but is " + most + " with least " + least);
      }
    }

    /** Returns a span in milliseconds. */
    public static Range millis(long least, long most) {
      return new Range(Duration.ofMillis(least), Duration.ofMillis(most));
    }

    Duration draw(RandomGenerator random) {
      long span = most.minus(least).toNanos();
      return span == 0 ? least : least.plusNanos(random.nextLong(span));
    }
  }

  /** Returns a cluster at ease: what takes time takes milliseconds, and clocks agree. */
  public static Conditions calm() {
    return new Conditions(
        Range.millis(2, 12),
        Range.millis(1, 20),
        Range.millis(2, 60),
        Range.millis(5, 1_200),
        Range.millis(800, 2_000),
        Range.millis(20_000, 60_000),
        Duration.ZERO,
        0);
  }

  /**
   * Returns a cluster under strain: slices are up to ten seconds late and nodes up to three,
   * watches fall silent for up to a minute, and clocks differ.
   */
  public static Conditions rough() {
    return new Conditions(
        Range.millis(2, 400),
        Range.millis(1, 60_000),
        Range.millis(2, 10_000),
        Range.millis(5, 2_500),
        Range.millis(800, 20_000),
        Range.millis(20_000, 90_000),
        Duration.ofMinutes(30),
        0.01);
  }

  /** Returns a cluster at ease but for nodes that follow the slices up to a minute late. */
  public static Conditions lagging() {
    Conditions calm = calm();
    return new Conditions(
        calm.latency,
        calm.watchLag,
        calm.sliceLag,
        Range.millis(5, 60_000),
        calm.startup,
        calm.freeze,
        calm.offset,
        calm.drift);
  }

  Duration offset(RandomGenerator random) {
    return offset.isZero()
        ? Duration.ZERO
        : Duration.ofNanos(random.nextLong(-offset.toNanos(), offset.toNanos()));
  }

  double rate(RandomGenerator random) {
    return drift == 0 ? 1 : 1 + random.nextDouble(-drift, drift);
  }
}
