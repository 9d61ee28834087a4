package io.verdigris.report;

import java.time.Instant;
import java.util.Locale;

/** Draws columns of parts that stand on each other. Not safe for use by several threads. */
final class Plot {
  private static final double THINNEST = 0.12;
  private static final double SHORTEST = 2.5;

  private final Markup out;
  private final TimeAxis time;
  private final double height;
  private final double most;
  private double left;
  private double width;
  private double bottom;

  /** Begins a plot of this height in pixels, whose top stands for {@code most}. */
  Plot(Markup out, TimeAxis time, double height, double most, String title) {
    this.out = out;
    this.time = time;
    this.height = height;
    this.most = most;
    out.open("svg", "width", "100%", "height", figure(height), "role", "img", "aria-label", title);
  }

  void column(Instant from, Instant to, String told) {
    left = time.place(from);
    width = Math.max(THINNEST, time.place(to) - left);
    bottom = height;
    out.open("g").element("title", told);
  }

  /** Puts a part on the column; what is above zero is never too small to be seen. */
  void part(String style, double amount) {
    if (amount > 0) {
      double tall = Math.min(bottom, Math.max(SHORTEST, amount / most * height));
      bottom -= tall;
      out.empty(
          "rect",
          "class",
          style,
          "x",
          figure(left) + "%",
          "y",
          figure(bottom),
          "width",
          figure(width) + "%",
          "height",
          figure(tall));
    }
  }

  void endColumn() {
    out.close();
  }

  void end() {
    out.close();
  }

  /** Returns the least of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15 … that is not below the figure. */
  static double ceiling(double figure) {
    if (figure <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(figure)));
    for (double step : new double[] {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8}) {
      if (figure <= step * power * (1 + 1e-9)) {
        return step * power;
      }
    }
    return 10 * power;
  }

  /** Writes a place or a size. */
  static String figure(double place) {
    return String.format(Locale.ROOT, "%.2f", place).replaceFirst("\\.?0+$", "");
  }
}
