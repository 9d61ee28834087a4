package io.verdigris.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A picture of figures, as SVG. */
public abstract class Chart {
  static final int WIDTH = 760;

  /** Distinguishable without colour vision (Okabe and Ito, 2008). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

  private final StringBuilder shapes = new StringBuilder();
  private final String title;

  Chart(String title) {
    this.title = title;
  }

  /** One figure over another. */
  public record Point(double x, double y) {}

  /**
   * Starts bars from the least to the most, with a mark at the median.
   *
   * @param unit of all figures
   */
  public static BarChart bars(String title, String unit) {
    return new BarChart(title, unit);
  }

  /** Starts lines; both axes are logarithmic. */
  public static LineChart lines(String title, String xAxis, String yAxis) {
    return new LineChart(title, xAxis, yAxis);
  }

  /** Draws all shapes and returns the picture's height. */
  abstract int draw();

  static String colour(int number) {
    return COLOURS.get(number % COLOURS.size());
  }

  final void shape(String format, Object... values) {
    shapes.append("  ").append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  final void text(double x, double y, String anchor, String text) {
    shape("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(text));
  }

  final void line(double x1, double y1, double x2, double y2, String colour) {
    shape(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
        x1, y1, x2, y2, colour);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Returns the picture. */
  public final String svg() {
    shapes.setLength(0);
    int height = draw();
    return String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
            font-family="sans-serif" font-size="12" fill="#222">
              <title>%s</title>
              <rect width="100%%" height="100%%" fill="#fff"/>
              <text x="10" y="20" font-size="14" font-weight="bold">%s</text>
            """,
            WIDTH,
            height,
            escaped(title),
            escaped(title))
        + shapes
        + "</svg>\n";
  }

  /**
   * Writes the picture, and the directory where it is missing.
   *
   * @throws UncheckedIOException when that fails
   */
  public final void write(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Files.writeString(file, svg());
    } catch (IOException e) {
      throw new UncheckedIOException("picture cannot be written to " + file, e);
    }
  }
}
