package io.verdigris.report;

import io.verdigris.RolloutEvent;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes what there is to tell about one rollout. */
final class Section {
  private static final int LONGEST = 200;

  private final Markup out;
  private final Story story;
  private final Chart.Window window;
  private final List<Bar> bars;
  private final Palette palette;
  private final List<Calls.Call> calls;

  Section(Markup out, Story story, Answers answers, Calls allCalls) {
    this.out = out;
    this.story = story;
    this.window = Chart.Window.around(story);
    List<Bar> answered = answers.between(window.from(), window.to());
    this.bars = answered.isEmpty() ? Sampled.bars(story) : answered;
    this.palette = new Palette(bars);
    this.calls = allCalls.between(window.from(), window.to());
  }

  /** Writes a line that leads to the section: how it ended, where traffic went, what was lost. */
  void overview(String anchor) {
    out.open("li").open("a", "href", "#" + anchor);
    out.element("b", story.rollout()).text(" ");
    badge();
    path();
    out.element("span", answersInShort(), "class", failed() > 0 ? "bad" : "small");
    out.element("span", Amounts.duration(story.length()), "class", "small");
    out.close().close();
  }

  void write(String anchor) {
    out.open("section", "class", "card " + word(story.ending()), "id", anchor);
    header();
    facts();
    new Chart(out, story, bars, palette, calls, window).draw();
    legend();
    new Tables(out, story, calls).write();
    out.close();
  }

  private void header() {
    out.open("header").open("h2").text(story.rollout() + " ");
    out.element("small", story.application().toString()).close();
    badge();
    path();
    out.close();
    out.element("p", story.reason(), "class", "reason");
  }

  private void badge() {
    out.element("span", story.ending(), "class", "badge " + word(story.ending()));
  }

  /** Writes which colours were live in turn. */
  private void path() {
    out.open("span", "class", "path");
    List<Story.Reign> reigns = story.reigns();
    for (int i = 0; i < reigns.size(); i++) {
      Story.Reign reign = reigns.get(i);
      out.element("b", reign.told(), "class", "chip " + Palette.of(reign.colour()));
      out.text(i < reigns.size() - 1 ? " \u2192 " : "");
    }
    out.close();
  }

  private void facts() {
    out.open("dl", "class", "facts");
    fact("began", Amounts.moment(story.begin()), "");
    fact("took", Amounts.duration(story.length()), "");
    if (total() > 0) {
      fact("answers shown", Amounts.count(total()), "");
      fact("failed", failedInFull(), failed() > 0 ? "bad" : "good");
    }
    if (failed() > 0) {
      fact("first to last failure", failingTime(), "bad");
    }
    List<Measured.Latency> latencies = Measured.latencies(story, 1);
    latencies.forEach(worst -> fact("slowest sample", Chart.told(worst), ""));
    if (!calls.isEmpty()) {
      fact("API calls", callsInShort(), "");
    }
    out.close();
  }

  private void fact(String name, String value, String style) {
    out.open("div").element("dt", name).element("dd", value, "class", style).close();
  }

  private void legend() {
    out.open("ul", "class", "legend");
    palette.classes().forEach((version, style) -> legend(version, style));
    if (failed() > 0) {
      legend("failed", Palette.FAILED);
    }
    if (!Measured.latencies(story, 1).isEmpty()) {
      legend("half of the requests", "p50");
      legend("95 %", "p95");
      legend("99 %", "p99");
    }
    if (!calls.isEmpty()) {
      legend("API writes", "writes");
      legend("API reads", "reads");
    }
    out.close();
  }

  private void legend(String name, String style) {
    out.open("li").element("i", "", "class", style).text(name).close();
  }

  // ---- figures

  private long total() {
    return bars.stream().mapToLong(Bar::total).sum();
  }

  private long failed() {
    return bars.stream().mapToLong(Bar::failed).sum();
  }

  private String answersInShort() {
    return total() == 0
        ? ""
        : Amounts.count(failed()) + " of " + Amounts.count(total()) + " answers failed";
  }

  private String failedInFull() {
    SortedMap<String, Long> failures = new TreeMap<>();
    bars.forEach(bar -> Bar.addAll(failures, bar.failures()));
    String by =
        failures.entrySet().stream()
            .map(e -> e.getKey() + " " + Amounts.count(e.getValue()))
            .collect(Collectors.joining(", "));
    return failed() == 0
        ? "0"
        : Amounts.count(failed())
            + " ("
            + Amounts.percent((double) failed() / total())
            + "): "
            + by;
  }

  private String failingTime() {
    List<Bar> failing = bars.stream().filter(bar -> bar.failed() > 0).toList();
    Bar first = failing.get(0);
    Bar last = failing.get(failing.size() - 1);
    return Amounts.offset(story.begin(), first.from())
        + " to "
        + Amounts.offset(story.begin(), last.end())
        + ", "
        + Amounts.duration(Duration.between(first.from(), last.end()));
  }

  private String callsInShort() {
    long writes = calls.stream().filter(Calls.Call::writes).count();
    return calls.size() + ", " + writes + " of them writes";
  }

  static String details(RolloutEvent event) {
    return event.details().entrySet().stream()
        .map(e -> e.getKey() + "=" + shortened(e.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + " \u2026";
  }

  private static String word(String text) {
    return text.replaceAll("[^A-Za-z0-9-]", "-");
  }
}
