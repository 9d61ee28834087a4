package io.verdigris.benchmarks.judging;

import java.util.Locale;

/**
 * What the two colours do.
 *
 * @param perMinute requests a minute, in the mean
 * @param before by which share of them blue fails, and green too until its fault begins
 * @param green what green does
 */
record Scenario(int perMinute, double before, Green green) {

  /**
   * What green does.
   *
   * @param told in words
   * @param more by which share of requests more than blue it fails
   * @param begins how many seconds after the switch it begins to
   * @param bursts whether errors, of both colours, come in bursts
   * @param shared whether blue would fail as often as green after the switch
   */
  record Green(String told, double more, int begins, boolean bursts, boolean shared) {
    static final Green HEALTHY = new Green("healthy", 0, 0, false, false);
    static final Green IN_BURSTS = new Green("healthy, errors come in bursts", 0, 0, true, false);

    /** Blue has no traffic after the switch: nobody who compares over time can tell this one. */
    static final Green SHARED = shared(5, 0);

    static Green shared(double points, int second) {
      String told = "both colours fail " + points(points).substring(1) + " points more";
      return new Green(told + from(second), points / 100, second, false, true);
    }

    static Green burstsWorseBy(double points) {
      return new Green(
          points(points) + " points, errors come in bursts", points / 100, 0, true, false);
    }

    static Green worseBy(double points) {
      return new Green(points(points) + " points", points / 100, 0, false, false);
    }

    static Green worseFrom(double points, int second) {
      return new Green(
          points(points) + " points" + from(second), points / 100, second, false, false);
    }

    private static String from(int second) {
      return second == 0 ? "" : " from " + second / 60 + " min on";
    }

    private static String points(double points) {
      return "+" + (points == Math.rint(points) ? Long.toString((long) points) : points + "");
    }
  }

  /** Returns it as the first cells of a row of a table. */
  String cells() {
    return String.format(Locale.ROOT, "%s | %,d | %s %%", green.told(), perMinute, percent());
  }

  private String percent() {
    double percent = before * 100;
    return percent == Math.rint(percent) ? Long.toString((long) percent) : trimmed(percent);
  }

  private static String trimmed(double percent) {
    return String.format(Locale.ROOT, "%.3f", percent).replaceAll("0+$", "");
  }
}
