package io.verdigris;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A part of the traffic that the new colour has for a while, before it has all of it.
 *
 * @param weight of 100 requests, how many it gets, 1 to 99; 0 when both colours simply have traffic
 *     together ({@link #overlap})
 * @param duration for how long it is watched so before the next step, longer than zero
 */
public record TrafficStep(int weight, Duration duration) {
  private static final int OVERLAP = 0;
  private static final int MOST = 20;

  /** Checks both. */
  public TrafficStep {
    Checks.argument(
        weight >= 0 && weight < 100, "weight of a step", weight, "must be from 1 to 99");
    Checks.positive(duration, "duration of a step");
  }

  /**
   * Makes one with a weight, which only some switchers can keep to.
   *
   * @throws IllegalArgumentException for a weight that is not from 1 to 99
   */
  public static TrafficStep of(int weight, Duration duration) {
    Checks.argument(weight != OVERLAP, "weight of a step", weight, "must be from 1 to 99");
    return new TrafficStep(weight, duration);
  }

  /** Makes one in which both colours have traffic, each pod the same. */
  public static TrafficStep overlap(Duration duration) {
    return new TrafficStep(OVERLAP, duration);
  }

  /** Tells whether both colours simply have traffic together. */
  public boolean isOverlap() {
    return weight == OVERLAP;
  }

  /** Checks that each step gives the new colour more than the one before. */
  static List<TrafficStep> checked(List<TrafficStep> steps) {
    Checks.argument(steps.size() <= MOST, "steps", steps.size(), "must be at most " + MOST);
    for (int i = 1; i < steps.size(); i++) {
      int weight = steps.get(i).weight();
      Checks.argument(
          weight > steps.get(i - 1).weight() && !steps.get(i - 1).isOverlap(),
          "weight of step " + (i + 1),
          weight,
          "must be more than that of the step before, and an overlap stands alone");
    }
    return List.copyOf(steps);
  }

  @Override
  public String toString() {
    return (isOverlap() ? "both colours" : weight + " %")
        + " for "
        + duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
