package io.verdigris.spi;

import java.time.Instant;
import java.util.Map;

/**
 * What a {@link MetricSource} answers. The five kinds are never mixed up: none stands for another.
 */
public sealed interface Sample {
  /** Tells whether it adds to a series of readings: no traffic yet is a reading of nothing. */
  default boolean counts() {
    return this instanceof Value || this instanceof NoTraffic;
  }

  /**
   * Counters were read.
   *
   * @param pods pod name to its counters; at least one, but a pod that could not be read is left
   *     out
   * @param asOf when the pods counted so
   * @param unreadable pod name to why it could not be read; without what may just have counted
   *     nothing yet
   */
  record Value(Map<String, Counters> pods, AsOf asOf, Map<String, String> unreadable)
      implements Sample {
    /** Makes one of which nothing is known to be unreadable. */
    public Value(Map<String, Counters> pods, AsOf asOf) {
      this(pods, asOf, Map.of());
    }

    /** Copies the maps. */
    public Value {
      if (pods.isEmpty()) {
        throw new IllegalArgumentException("pods must not be empty; answer Missing instead");
      }
      pods = Map.copyOf(pods);
      unreadable = Map.copyOf(unreadable);
    }
  }

  /**
   * All targets were read and have served no request yet.
   *
   * @param asOf when they had not
   */
  record NoTraffic(AsOf asOf) implements Sample {}

  /** The source answered, but has no such series. */
  record Missing(String reason) implements Sample {}

  /** The source works, but none of the pods can be read. */
  record Unreadable(String reason) implements Sample {}

  /** The source did not answer, or not sensibly. */
  record Failed(String reason) implements Sample {}

  /**
   * When counters were what a sample says, by the source's own clock: that may be a while before
   * the source was asked. Silence is counted from one such time to another, so a source that
   * repeats what it knew does not make a busy pod silent.
   *
   * @param oldest the time of the pod whose counters are oldest
   * @param newest the time of the pod whose counters are newest
   */
  record AsOf(Instant oldest, Instant newest) {
    /** Checks the order. */
    public AsOf {
      if (newest.isBefore(oldest)) {
        throw new IllegalArgumentException(
            "newest must not be before oldest, but is " + newest + " with oldest " + oldest);
      }
    }

    /** Returns the time of counters that were all read at one moment. */
    public static AsOf at(Instant moment) {
      return new AsOf(moment, moment);
    }
  }
}
