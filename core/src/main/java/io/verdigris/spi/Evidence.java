package io.verdigris.spi;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the new colour since it took traffic.
 *
 * @param context on whose behalf
 * @param watched how long it has been watched
 * @param answer what the last reading was; empty when the rollout has no source of metrics
 * @param traffic the readings so far, to be cut into windows
 * @param baseline what the old colour did before the switch, in at most 16 stretches, oldest first;
 *     empty unless {@link RollbackPolicy#compares} asks for it, and when it is not known
 * @param beside what both colours did at the same time, in a step of traffic or since a policy
 *     suspected the new one; empty otherwise
 * @param desired how many replicas it shall have
 * @param ready how many are ready, at least one: a live colour of which none is goes back unjudged
 * @param restarts how often containers of its pods have restarted since the switch
 * @param settings the policy's settings
 */
public record Evidence(
    RolloutContext context,
    Duration watched,
    Optional<Sample> answer,
    Traffic traffic,
    List<Window> baseline,
    Optional<Beside> beside,
    int desired,
    int ready,
    int restarts,
    Map<String, String> settings) {
  /** Copies list and map. */
  public Evidence {
    baseline = List.copyOf(baseline);
    settings = Map.copyOf(settings);
  }

  private static final Duration ALL = Duration.ofDays(365);

  /**
   * What both colours did in the same stretches of time.
   *
   * @param earlier how often both have had traffic at the same time before without a suspicion
   *     being confirmed; while both have it now, the steps of traffic that are over count too
   * @param stretches from reading to reading, oldest first; empty unless both have traffic now
   */
  public record Beside(int earlier, List<Stretch> stretches) {
    /** Copies the list. */
    public Beside {
      stretches = List.copyOf(stretches);
    }
  }

  /**
   * What both colours did between two readings.
   *
   * @param oldColour what the old colour did
   * @param newColour what the new colour did
   */
  public record Stretch(Window oldColour, Window newColour) {}

  /** The readings so far. */
  @FunctionalInterface
  public interface Traffic {
    /**
     * Returns the latest window that is at least as long and holds at least as many requests; all
     * there is when there is less.
     */
    Window latest(Duration atLeast, long requests);

    /**
     * Returns the windows from each reading that is kept until now, longest first; unless
     * overridden, all there is as one.
     */
    default List<Window> suffixes() {
      return List.of(latest(ALL, Long.MAX_VALUE));
    }
  }
}
