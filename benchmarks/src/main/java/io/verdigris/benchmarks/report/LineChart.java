package io.verdigris.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Lines through points above zero, on logarithmic axes. */
public final class LineChart extends Chart {
  private static final int LEFT = 70;
  private static final int RIGHT = 560;
  private static final int TOP = 40;
  private static final int BOTTOM = 340;

  private final String xAxis;
  private final String yAxis;
  private final List<Line> lines = new ArrayList<>();

  private record Line(String label, List<Point> points) {}

  /** Where the powers of ten from the least to the most lie on a line. */
  private record Axis(int least, int most, double from, double to) {
    static Axis of(DoubleStream figures, double from, double to) {
      var summary = figures.map(Math::log10).summaryStatistics();
      int least = summary.getCount() == 0 ? 0 : (int) Math.floor(summary.getMin());
      int most = summary.getCount() == 0 ? 1 : (int) Math.ceil(summary.getMax());
      return new Axis(least, Math.max(most, least + 1), from, to);
    }

    double at(double figure) {
      return from + (Math.log10(figure) - least) / (most - least) * (to - from);
    }
  }

  LineChart(String title, String xAxis, String yAxis) {
    super(title);
    this.xAxis = xAxis;
    this.yAxis = yAxis;
  }

  /**
   * Adds a line.
   *
   * @param points from left to right, their figures above zero
   */
  public LineChart line(String label, List<Point> points) {
    if (points.stream().anyMatch(p -> p.x() <= 0 || p.y() <= 0)) {
      throw new IllegalArgumentException(label + " has a figure that is not above zero: " + points);
    }
    lines.add(new Line(label, List.copyOf(points)));
    return this;
  }

  @Override
  int draw() {
    Axis x = Axis.of(figures(Point::x), LEFT, RIGHT);
    Axis y = Axis.of(figures(Point::y), BOTTOM, TOP);
    for (int power = x.least(); power <= x.most(); power++) {
      double at = x.at(Math.pow(10, power));
      line(at, TOP, at, BOTTOM, "#ddd");
      text(at, BOTTOM + 16, "middle", Spread.text(Math.pow(10, power)));
    }
    for (int power = y.least(); power <= y.most(); power++) {
      double at = y.at(Math.pow(10, power));
      line(LEFT, at, RIGHT, at, "#ddd");
      text(LEFT - 6, at + 4, "end", Spread.text(Math.pow(10, power)));
    }
    text((LEFT + RIGHT) / 2.0, BOTTOM + 34, "middle", xAxis);
    text(LEFT, TOP - 6, "start", yAxis);
    for (int i = 0; i < lines.size(); i++) {
      draw(lines.get(i), i, x, y);
    }
    return BOTTOM + 46;
  }

  private DoubleStream figures(ToDoubleFunction<Point> figure) {
    return lines.stream().flatMap(line -> line.points.stream()).mapToDouble(figure);
  }

  private void draw(Line line, int number, Axis x, Axis y) {
    String colour = colour(number);
    Point before = null;
    for (Point point : line.points) {
      if (before != null) {
        line(x.at(before.x()), y.at(before.y()), x.at(point.x()), y.at(point.y()), colour);
      }
      shape(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>",
          x.at(point.x()), y.at(point.y()), colour);
      before = point;
    }
    double row = TOP + 10 + number * 18;
    shape("<circle cx=\"%d\" cy=\"%.1f\" r=\"5\" fill=\"%s\"/>", RIGHT + 16, row, colour);
    text(RIGHT + 26, row + 4, "start", line.label);
  }
}
