package io.verdigris.spi;

import java.util.Map;

/**
 * What a {@link MetricSource} answers. The four kinds are never mixed up: none stands for another.
 */
public sealed interface Sample {
  /**
   * Counters were read.
   *
   * @param pods pod name to its counters; at least one
   */
  record Value(Map<String, Counters> pods) implements Sample {
    /** Copies the map. */
    public Value {
      if (pods.isEmpty()) {
        throw new IllegalArgumentException("pods must not be empty; answer Missing instead");
      }
      pods = Map.copyOf(pods);
    }
  }

  /** The targets were read and have served no request yet. */
  record NoTraffic() implements Sample {}

  /** The source answered, but has no such series. */
  record Missing(String reason) implements Sample {}

  /** The source did not answer, or not sensibly. */
  record Failed(String reason) implements Sample {}
}
