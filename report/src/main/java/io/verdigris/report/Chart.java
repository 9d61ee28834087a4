package io.verdigris.report;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws one rollout over time as SVG: its phases as a band, below it the answers of each second by
 * version with the failed ones on top, and below these the share that failed. Switches are marked
 * through all of it.
 */
final class Chart {
  private static final double WIDTH = 880;
  private static final double LEFT = 56;
  private static final double RIGHT = WIDTH - 14;
  private static final double BAND_TOP = 30;
  private static final double BAND_HEIGHT = 30;
  private static final Plot RATE = new Plot(78, 160);
  private static final Plot SHARE = new Plot(278, 64);
  private static final double LETTER = 7.2;
  private static final int MOST_BARS = 400;

  private final Markup out;
  private final Story story;
  private final List<Bar> bars;
  private final Map<String, String> classes;
  private final TimeAxis time;

  /** Makes a drawing; {@code classes} says which CSS class each version's bars have. */
  Chart(Markup out, Story story, List<Bar> bars, Map<String, String> classes, Window window) {
    this.out = out;
    this.story = story;
    this.bars = Bar.atMost(MOST_BARS, bars);
    this.classes = classes;
    this.time = new TimeAxis(story.begin(), window.from(), window.to(), LEFT, RIGHT);
  }

  /** The stretch of time that is drawn. */
  record Window(Instant from, Instant to) {
    /** Returns the rollout's time with a little before and after it. */
    static Window around(Story story) {
      Duration length = Duration.between(story.begin(), story.end());
      long margin = Math.max(200, Math.min(30_000, length.toMillis() / 25));
      return new Window(story.begin().minusMillis(margin), story.end().plusMillis(margin));
    }
  }

  /** Where a plot stands, from its top down. */
  private record Plot(double top, double height) {
    double bottom() {
      return top + height;
    }

    double place(double figure, double most) {
      return bottom() - Math.min(1, figure / most) * height;
    }
  }

  void draw() {
    double height = bars.isEmpty() ? BAND_TOP + BAND_HEIGHT + 30 : SHARE.bottom() + 26;
    out.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + at(WIDTH) + " " + at(height),
        "role",
        "img",
        "aria-label",
        "Phases of " + story.rollout() + " over time");
    ticks(height);
    story.steps().forEach(this::phase);
    if (!bars.isEmpty()) {
      rates();
      shares();
    }
    story.of(Type.SWITCHED).forEach(e -> mark(e, height));
    out.close();
  }

  private void ticks(double height) {
    double bottom = height - 20;
    for (TimeAxis.Tick tick : time.ticks()) {
      line("grid", tick.place(), BAND_TOP, tick.place(), bottom);
      label("tick", tick.place(), height - 6, "middle", tick.label());
    }
  }

  private void phase(Story.Step step) {
    double from = time.place(step.from());
    double width = Math.max(1.5, time.place(step.to()) - from);
    String name = step.phase().name();
    out.open("g");
    out.element("title", name + ", " + Amounts.duration(step.length()));
    rect(phaseClass(step.phase()), from, BAND_TOP, width, BAND_HEIGHT);
    if (width > name.length() * LETTER + 8) {
      label("name", from + width / 2, BAND_TOP + BAND_HEIGHT / 2 + 4, "middle", name);
    }
    out.close();
  }

  private void rates() {
    double most = ceiling(bars.stream().mapToDouble(Bar::rate).max().orElse(1));
    frame(RATE, Amounts.decimal(most), "answers/s");
    for (Bar bar : bars) {
      out.open("g");
      out.element("title", told(bar));
      double bottom = RATE.bottom();
      for (Map.Entry<String, Long> part : bar.answered().entrySet()) {
        String style = classes.getOrDefault(part.getKey(), "v-other0");
        bottom = stack(bar, style, part.getValue(), bottom, most);
      }
      stack(bar, "failed", bar.failed(), bottom, most);
      out.close();
    }
  }

  /** Draws a part of a bar that stands on this place and returns where the next part stands. */
  private double stack(Bar bar, String style, long count, double bottom, double most) {
    double height = bar.perSecond(count) / most * RATE.height();
    if (count > 0) {
      double seen = "failed".equals(style) ? Math.max(2, height) : height;
      double from = time.place(bar.from());
      double width = time.place(bar.end()) - from;
      rect(style, from, bottom - seen, Math.max(0.5, width - gap(width)), seen);
    }
    return bottom - height;
  }

  private void shares() {
    double worst = bars.stream().mapToDouble(Bar::failedShare).max().orElse(0);
    double most = ceiling(Math.max(0.01, worst));
    frame(SHARE, Amounts.percent(most), "failed");
    var points = new StringBuilder();
    for (Bar bar : bars) {
      if (bar.total() > 0) {
        double middle = (time.place(bar.from()) + time.place(bar.end())) / 2;
        points.append(at(middle)).append(',');
        points.append(at(SHARE.place(bar.failedShare(), most))).append(' ');
      }
    }
    out.empty("polyline", "class", "share", "points", points.toString().trim());
  }

  private void mark(RolloutEvent event, double height) {
    double place = time.place(event.at());
    boolean back = isBack(event.phase());
    String live = event.details().getOrDefault("live", "");
    line(back ? "mark back" : "mark", place, BAND_TOP - 8, place, height - 20);
    String text = (back ? "way back: " : "switch: ") + live;
    String anchor = place > WIDTH * 0.8 ? "end" : place < WIDTH * 0.2 ? "start" : "middle";
    label(back ? "marked back" : "marked", place, BAND_TOP - 13, anchor, text);
  }

  private void frame(Plot plot, String top, String unit) {
    line("axis", LEFT, plot.bottom(), RIGHT, plot.bottom());
    line("grid", LEFT, plot.top(), RIGHT, plot.top());
    label("tick", LEFT - 6, plot.top() + 4, "end", top);
    label("tick", LEFT - 6, plot.top() + 18, "end", unit);
    label("tick", LEFT - 6, plot.bottom() + 3, "end", "0");
  }

  private String told(Bar bar) {
    var told = new StringBuilder(Amounts.offset(story.begin(), bar.from())).append(':');
    bar.answered().forEach((v, n) -> told.append(' ').append(v).append(' ').append(n).append(','));
    return told.append(" failed ").append(bar.failed()).toString();
  }

  private void rect(String style, double x, double y, double width, double height) {
    out.empty(
        "rect", "class", style, "x", at(x), "y", at(y), "width", at(width), "height", at(height));
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    out.empty("line", "class", style, "x1", at(x1), "y1", at(y1), "x2", at(x2), "y2", at(y2));
  }

  private void label(String style, double x, double y, String anchor, String text) {
    out.element("text", text, "class", style, "x", at(x), "y", at(y), "text-anchor", anchor);
  }

  static boolean isBack(Phase phase) {
    return phase == Phase.ROLL_BACK
        || phase == Phase.CONFIRM_ROLLBACK
        || phase == Phase.CLEAN_UP
        || phase == Phase.ROLLED_BACK;
  }

  static String phaseClass(Phase phase) {
    return "phase p-" + phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double gap(double width) {
    return width > 4 ? 1 : 0;
  }

  /** Returns the least of 1, 2, 5, 10, 20 … (or a tenth … of it) that is not below the figure. */
  static double ceiling(double figure) {
    if (figure <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(figure)));
    for (double step : new double[] {1, 1.5, 2, 3, 5, 7.5}) {
      if (figure <= step * power * (1 + 1e-9)) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static String at(double place) {
    return Amounts.decimal(place);
  }
}
