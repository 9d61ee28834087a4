package io.verdigris.benchmarks.report;

import io.verdigris.benchmarks.report.Chart.Point;
import java.util.List;

/** The line that lies closest to points. */
public final class LeastSquares {
  private LeastSquares() {}

  /** Returns how much y grows for each x; not a number for fewer than two different x. */
  public static double slope(List<Point> points) {
    double x = points.stream().mapToDouble(Point::x).average().orElse(0);
    double y = points.stream().mapToDouble(Point::y).average().orElse(0);
    double covariance = points.stream().mapToDouble(p -> (p.x() - x) * (p.y() - y)).sum();
    double variance = points.stream().mapToDouble(p -> Math.pow(p.x() - x, 2)).sum();
    return covariance / variance;
  }

  /**
   * Returns the exponent {@code b} of {@code y = a x^b}, by the logarithms.
   *
   * @param points of figures above zero
   */
  public static double exponent(List<Point> points) {
    return slope(points.stream().map(p -> new Point(Math.log(p.x()), Math.log(p.y()))).toList());
  }
}
