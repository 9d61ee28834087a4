package io.verdigris.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A bar for each figure, from its least to its most, on one scale that begins with zero. */
public final class BarChart extends Chart {
  private static final int LABELS = 330;
  private static final int VALUES = 130;
  private static final int TOP = 34;
  private static final int ROW = 24;

  private final String unit;
  private final List<Bar> bars = new ArrayList<>();

  private record Bar(String label, Spread spread, int group) {}

  BarChart(String title, String unit) {
    super(title);
    this.unit = unit;
  }

  /** Adds a bar. */
  public BarChart bar(String label, Spread spread) {
    return bar(label, spread, 0);
  }

  /**
   * Adds a bar.
   *
   * @param group which colour it has, counted from 0
   */
  public BarChart bar(String label, Spread spread, int group) {
    bars.add(new Bar(label, spread, group));
    return this;
  }

  @Override
  int draw() {
    double most = bars.stream().mapToDouble(bar -> bar.spread.most()).max().orElse(0);
    double scale = (WIDTH - LABELS - VALUES) / (most > 0 ? most : 1);
    for (int i = 0; i < bars.size(); i++) {
      draw(bars.get(i), TOP + i * ROW, scale);
    }
    int bottom = TOP + bars.size() * ROW;
    line(LABELS, TOP, LABELS, bottom, "#888");
    text(LABELS, bottom + 16, "start", unit + ": least, median (mark) and most");
    return bottom + 26;
  }

  private void draw(Bar bar, double y, double scale) {
    Spread spread = bar.spread;
    double left = LABELS + spread.least() * scale;
    double width = Math.max(1, (spread.most() - spread.least()) * scale);
    text(LABELS - 8, y + 16, "end", bar.label);
    line(LABELS, y + 12, left, y + 12, "#ccc");
    shape(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\" fill=\"%s\" fill-opacity=\"0.5\"/>",
        left, y + 5, width, colour(bar.group));
    shape(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"3\" height=\"18\" fill=\"%s\"/>",
        LABELS + spread.median() * scale - 1.5, y + 3, colour(bar.group));
    text(left + width + 6, y + 16, "start", spread.toString());
  }
}
