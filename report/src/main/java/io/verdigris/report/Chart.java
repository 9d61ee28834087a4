package io.verdigris.report;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Draws one rollout over time, a row each: its phases, where traffic went, the answers by version
 * with the failed ones on top, the share that failed, how long requests took, what was made of
 * that, and the calls to the API server. Switches are marked through all of it. Places are
 * percentages, so that it fits any width.
 */
final class Chart {
  private static final int MOST_BARS = 240;
  private static final int CALL_BINS = 120;
  private static final double ANSWERS_HEIGHT = 150;
  private static final double SHARE_HEIGHT = 56;
  private static final double CALLS_HEIGHT = 40;

  private final Markup out;
  private final Story story;
  private final List<Bar> bars;
  private final Palette palette;
  private final List<Calls.Call> calls;
  private final Window window;
  private final TimeAxis time;

  Chart(
      Markup out,
      Story story,
      List<Bar> bars,
      Palette palette,
      List<Calls.Call> calls,
      Window window) {
    this.out = out;
    this.story = story;
    this.bars = Bar.atMost(MOST_BARS, bars);
    this.palette = palette;
    this.calls = calls;
    this.window = window;
    this.time = new TimeAxis(story.begin(), window.from(), window.to());
  }

  /** The stretch of time that is drawn. */
  record Window(Instant from, Instant to) {
    /** Returns the rollout's time with a little before and after it. */
    static Window around(Story story) {
      long margin = Math.max(200, Math.min(30_000, story.length().toMillis() / 16));
      return new Window(story.begin().minusMillis(margin), story.end().plusMillis(margin));
    }
  }

  void draw() {
    out.open("div", "class", "chart");
    switches();
    phases();
    reigns();
    if (!bars.isEmpty()) {
      answers();
    }
    if (bars.stream().anyMatch(bar -> bar.failed() > 0)) {
      share();
    }
    latencies();
    judgements();
    if (!calls.isEmpty()) {
      calls();
    }
    ticks();
    out.close();
  }

  // ---- bands

  private void switches() {
    label("", "");
    out.open("div", "class", "row switches");
    int line = 0;
    for (RolloutEvent event : story.of(Type.SWITCHED)) {
      String live = Story.live(event);
      double place = time.place(event.at());
      String side = place > 50 ? " before" : "";
      out.open("b", "class", "turn line" + line++ % 2 + side, "style", "left:" + at(place) + "%");
      out.element("i", "", "class", "dot " + Palette.of(live));
      out.text(isBack(event.phase()) ? "back to " + live : "to " + live).close();
    }
    marks();
    out.close();
  }

  private void phases() {
    label("phase", "");
    out.open("div", "class", "row band");
    for (Story.Step step : story.steps()) {
      String name = step.phase().name();
      String told = name + ", " + Amounts.duration(step.length());
      block(step.from(), step.to(), "phase " + phaseClass(step.phase()), name, told);
    }
    marks();
    out.close();
  }

  private void reigns() {
    List<Story.Reign> reigns = story.reigns();
    if (reigns.isEmpty()) {
      return;
    }
    label("traffic", "");
    out.open("div", "class", "row band");
    for (int i = 0; i < reigns.size(); i++) {
      Story.Reign reign = reigns.get(i);
      Instant from = i == 0 ? window.from() : reign.from();
      Instant to = i == reigns.size() - 1 ? window.to() : reign.to();
      if (reign.beside() == 0) {
        block(from, to, "reign " + Palette.of(reign.colour()), reign.colour(), reign.colour());
      } else {
        shared(from, to, reign);
      }
    }
    marks();
    out.close();
  }

  /** Adds a block that both colours fill by their shares of the traffic. */
  private void shared(Instant from, Instant to, Story.Reign reign) {
    String[] both = reign.colour().split(" and ", 2);
    double left = time.place(from);
    String place = "left:" + at(left) + "%;width:" + at(time.place(to) - left) + "%";
    out.open("div", "class", "block shares", "style", place, "title", reign.told());
    out.element("u", "", "class", Palette.of(both[0]), "style", height(100 - reign.beside()));
    out.element("u", "", "class", Palette.of(both[1]), "style", height(reign.beside()));
    out.close();
  }

  private static String height(int percent) {
    return "height:" + percent + "%";
  }

  /** Adds a block with its name, which shows only where it fits. */
  private void block(Instant from, Instant to, String style, String name, String told) {
    double left = time.place(from);
    String place = "left:" + at(left) + "%;width:" + at(time.place(to) - left) + "%";
    out.open("div", "class", "block " + style, "style", place, "title", told);
    out.element("i", "").element("b", name).close();
  }

  // ---- plots

  private void answers() {
    double most =
        Plot.ceiling(bars.stream().mapToDouble(b -> b.perSecond(b.total())).max().orElse(1));
    label("answers/s", Amounts.decimal(most));
    out.open("div", "class", "row");
    var plot = new Plot(out, time, ANSWERS_HEIGHT, most, "Answers a second by version");
    for (Bar bar : bars) {
      plot.column(bar.from(), bar.end(), told(bar));
      bar.answered().forEach((v, n) -> plot.part(palette.classOf(v), bar.perSecond(n)));
      plot.part(Palette.FAILED, bar.perSecond(bar.failed()));
      plot.endColumn();
    }
    plot.end();
    marks();
    out.close();
  }

  private void share() {
    double worst = bars.stream().mapToDouble(Bar::failedShare).max().orElse(0);
    double most = Plot.ceiling(Math.max(0.01, worst));
    label("failed", Amounts.percent(most));
    out.open("div", "class", "row");
    var plot = new Plot(out, time, SHARE_HEIGHT, most, "Share of answers that failed");
    for (Bar bar : bars) {
      if (bar.failed() > 0) {
        plot.column(bar.from(), bar.end(), Amounts.percent(bar.failedShare()) + " failed");
        plot.part(Palette.FAILED, bar.failedShare());
        plot.endColumn();
      }
    }
    plot.end();
    marks();
    out.close();
  }

  private void latencies() {
    List<Measured.Latency> latencies = Measured.latencies(story, MOST_BARS);
    if (latencies.isEmpty()) {
      return;
    }
    double most =
        Plot.ceiling(latencies.stream().mapToDouble(Measured.Latency::nearlyAll).max().orElse(1));
    label("latency", Amounts.decimal(most) + " ms");
    out.open("div", "class", "row");
    var plot = new Plot(out, time, SHARE_HEIGHT, most, "How long requests took");
    for (Measured.Latency latency : latencies) {
      plot.column(latency.from(), latency.to(), told(latency));
      plot.part("p50", latency.half());
      plot.part("p95", latency.most() - latency.half());
      plot.part("p99", latency.nearlyAll() - latency.most());
      plot.endColumn();
    }
    plot.end();
    marks();
    out.close();
  }

  static String told(Measured.Latency latency) {
    return "p50 "
        + Amounts.decimal(latency.half())
        + " ms, p95 "
        + Amounts.decimal(latency.most())
        + " ms, p99 "
        + Amounts.decimal(latency.nearlyAll())
        + " ms";
  }

  private void judgements() {
    List<Measured.Ruling> rulings = Measured.rulings(story);
    if (rulings.isEmpty()) {
      return;
    }
    label("judged", "");
    out.open("div", "class", "row band");
    for (Measured.Ruling ruling : rulings) {
      String name = ruling.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      String style = "ruling r-" + name.replace(' ', '-');
      block(ruling.from(), ruling.to(), style, name, name + ": " + ruling.why());
    }
    marks();
    out.close();
  }

  private void calls() {
    var bins = new CallBins(calls, window, CALL_BINS);
    label("API calls", Integer.toString(bins.most()));
    out.open("div", "class", "row");
    var plot = new Plot(out, time, CALLS_HEIGHT, bins.most(), "Calls to the API server");
    for (CallBins.Bin bin : bins.filled()) {
      plot.column(bin.from(), bin.to(), bin.told());
      plot.part("reads", bin.reads());
      plot.part("writes", bin.writes());
      plot.endColumn();
    }
    plot.end();
    marks();
    out.close();
  }

  private void ticks() {
    label("", "");
    out.open("div", "class", "row ticks");
    List<TimeAxis.Tick> ticks = time.ticks();
    for (int i = 0; i < ticks.size(); i++) {
      String place = "left:" + at(ticks.get(i).place()) + "%";
      out.element("span", ticks.get(i).label(), "class", "tick" + i % 2, "style", place);
    }
    out.close();
  }

  // ---- what rows share

  private void label(String name, String top) {
    out.open("div", "class", "label").element("span", name).element("small", top).close();
  }

  private void marks() {
    for (RolloutEvent event : story.of(Type.SWITCHED)) {
      String style = isBack(event.phase()) ? "mark back" : "mark";
      String place = "left:" + at(time.place(event.at())) + "%";
      out.element("i", "", "class", style, "style", place);
    }
  }

  private String told(Bar bar) {
    var told = new StringBuilder(Amounts.offset(story.begin(), bar.from())).append(':');
    bar.answered().forEach((v, n) -> told.append(' ').append(v).append(' ').append(n).append(','));
    return told.append(" failed ").append(bar.failed()).toString();
  }

  static boolean isBack(Phase phase) {
    return phase == Phase.ROLL_BACK
        || phase == Phase.CONFIRM_ROLLBACK
        || phase == Phase.CLEAN_UP
        || phase == Phase.ROLLED_BACK;
  }

  static String phaseClass(Phase phase) {
    return "p-" + phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String at(double place) {
    return Plot.figure(place);
  }
}
