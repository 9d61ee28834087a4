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
   */
  record Green(String told, double more, int begins, boolean bursts) {
    static final Green HEALTHY = new Green("healthy", 0, 0, false);
    static final Green IN_BURSTS = new Green("healthy, errors come in bursts", 0, 0, true);

    /** Blue is not seen after the switch: nobody who compares over time can tell this one. */
    static final Green SHARED = new Green("both colours fail 5 points more", 0.05, 0, false);

    static Green worseBy(double points) {
      return new Green(points(points) + " points", points / 100, 0, false);
    }

    static Green worseFrom(double points, int second) {
      String told = points(points) + " points from " + second / 60 + " min on";
      return new Green(told, points / 100, second, false);
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
