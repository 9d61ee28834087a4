package io.verdigris.benchmarks.fleet;

import java.util.List;

/** How something grows with something else, as an exponent. */
final class Fit {
  /**
   * A point.
   *
   * @param x more than 0
   * @param y more than 0
   */
  record Point(double x, double y) {}

  private Fit() {}

  /**
   * Returns the exponent {@code b} of {@code y = a x^b}, by least squares of the logarithms; not a
   * number for fewer than two different {@code x}.
   */
  static double exponent(List<Point> points) {
    double x = points.stream().mapToDouble(p -> Math.log(p.x())).average().orElse(0);
    double y = points.stream().mapToDouble(p -> Math.log(p.y())).average().orElse(0);
    double covariance =
        points.stream().mapToDouble(p -> (Math.log(p.x()) - x) * (Math.log(p.y()) - y)).sum();
    double variance = points.stream().mapToDouble(p -> Math.pow(Math.log(p.x()) - x, 2)).sum();
    return covariance / variance;
  }
}
