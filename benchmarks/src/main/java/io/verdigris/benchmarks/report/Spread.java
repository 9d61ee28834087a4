package io.verdigris.benchmarks.report;

import java.util.Collection;
import java.util.Locale;

/**
 * What a figure came to in several rounds.
 *
 * @param median the middle one; of an even number the mean of both in the middle
 * @param count how many rounds
 */
public record Spread(double least, double median, double most, int count) {
  /**
   * Sums figures up.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Spread of(Collection<? extends Number> figures) {
    double[] sorted = figures.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("there is no figure to sum up");
    }
    int last = sorted.length - 1;
    double median = (sorted[last / 2] + sorted[sorted.length / 2]) / 2;
    return new Spread(sorted[0], median, sorted[last], sorted.length);
  }

  /** Writes a figure with as many digits as say something. */
  public static String text(double figure) {
    double size = Math.abs(figure);
    String format =
        size >= 100 || figure == Math.rint(figure) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, figure);
  }

  /** Returns least, median and most. */
  @Override
  public String toString() {
    return text(least) + " / " + text(median) + " / " + text(most);
  }
}
