package io.verdigris.report;

import io.verdigris.Finding;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes what there is to tell about one rollout. */
final class Section {
  private static final Set<Type> REMARKABLE =
      Set.of(Type.SWITCHED, Type.JUDGEMENT, Type.REQUEST, Type.RETRY);
  private static final int OTHER_COLOURS = 4;

  private final Markup out;
  private final Story story;
  private final Chart.Window window;
  private final List<Bar> bars;
  private final Map<String, String> classes;

  Section(Markup out, Story story, Answers answers) {
    this.out = out;
    this.story = story;
    this.window = Chart.Window.around(story);
    List<Bar> answered = answers.between(window.from(), window.to());
    this.bars = answered.isEmpty() ? story.sampled() : answered;
    this.classes = classes(bars);
  }

  void write() {
    out.open("section", "class", "card " + word(story.ending()));
    header();
    facts();
    flow();
    out.open("div", "class", "chart");
    new Chart(out, story, bars, classes, window).draw();
    out.close();
    legend();
    out.open("div", "class", "columns");
    phases();
    remarks();
    out.close();
    allEvents();
    out.close();
  }

  private void header() {
    out.open("header").open("h2").text(story.rollout() + " ");
    out.element("small", story.application().toString()).close();
    out.element("span", story.ending(), "class", "badge " + word(story.ending())).close();
    out.element("p", story.reason(), "class", "reason");
  }

  private void facts() {
    long total = bars.stream().mapToLong(Bar::total).sum();
    long failed = bars.stream().mapToLong(Bar::failed).sum();
    out.open("dl", "class", "facts");
    fact("Began", Amounts.moment(story.begin()), "");
    fact("Took", Amounts.duration(Duration.between(story.begin(), story.end())), "");
    story.live().ifPresent(live -> fact("Live now", live, "v-" + word(live)));
    if (total > 0) {
      fact("Answers", Amounts.count(total), "");
      fact("Failed", Amounts.count(failed), failed > 0 ? "bad" : "good");
    }
    out.close();
  }

  private void fact(String name, String value, String style) {
    out.open("div").element("dt", name).element("dd", value, "class", style).close();
  }

  private void flow() {
    out.open("ol", "class", "flow");
    for (Story.Step step : story.steps()) {
      out.open("li", "class", Chart.phaseClass(step.phase()));
      out.element("b", step.phase().name()).text(" ");
      out.element("span", Amounts.duration(step.length())).close();
    }
    out.close();
  }

  private void legend() {
    if (bars.isEmpty()) {
      return;
    }
    out.open("ul", "class", "legend");
    classes.forEach((version, style) -> legend(version, style));
    legend("failed", "failed");
    out.close();
  }

  private void legend(String name, String style) {
    out.open("li").element("i", "", "class", style).text(name).close();
  }

  private void phases() {
    out.open("div").element("h3", "Phases").open("table");
    heads(out, "Phase", "Began", "Took");
    for (Story.Step step : story.steps()) {
      out.open("tr").element("td", step.phase().name());
      out.element("td", offset(step.from()), "class", "number");
      out.element("td", Amounts.duration(step.length()), "class", "number").close();
    }
    out.close().close();
  }

  private void remarks() {
    out.open("div").element("h3", "Judgements and notes").open("div", "class", "wide");
    out.open("table");
    heads(out, "Time", "Kind", "What");
    story.events().stream().filter(e -> REMARKABLE.contains(e.type())).forEach(this::row);
    story.outcome().ifPresent(this::notes);
    out.close().close().close();
  }

  private void notes(RolloutOutcome outcome) {
    for (Finding finding : findings(outcome)) {
      row("", "finding", finding.toString());
    }
    outcome.notes().forEach(note -> row("", "note", note));
  }

  private void allEvents() {
    List<RolloutEvent> told = story.events().stream().filter(e -> e.type() != Type.SAMPLE).toList();
    out.open("details").element("summary", "All events: " + Amounts.count(told.size()));
    out.open("div", "class", "wide").open("table");
    heads(out, "Time", "Phase", "Kind", "What", "Details");
    for (RolloutEvent event : told) {
      out.open("tr").element("td", offset(event.at()), "class", "number");
      out.element("td", event.phase().name()).element("td", kind(event));
      out.element("td", event.message());
      out.element("td", details(event), "class", "code").close();
    }
    out.close().close().close();
  }

  private void row(RolloutEvent event) {
    row(offset(event.at()), kind(event), event.message());
  }

  private void row(String time, String kind, String what) {
    out.open("tr").element("td", time, "class", "number");
    out.element("td", kind).element("td", what).close();
  }

  private String offset(Instant at) {
    return Amounts.offset(story.begin(), at);
  }

  static void heads(Markup out, String... heads) {
    out.open("tr");
    for (String head : heads) {
      out.element("th", head, "scope", "col");
    }
    out.close();
  }

  private static List<Finding> findings(RolloutOutcome outcome) {
    return outcome.fold(p -> List.of(), r -> r.findings(), r -> List.of(), h -> List.of());
  }

  private static String details(RolloutEvent event) {
    return event.details().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  private static String kind(RolloutEvent event) {
    return event.type().name().toLowerCase(Locale.ROOT);
  }

  /** Blue and green have their own colours; what else there is takes the next free one. */
  private static Map<String, String> classes(List<Bar> bars) {
    Set<String> versions = new TreeSet<>();
    bars.forEach(bar -> versions.addAll(bar.answered().keySet()));
    Map<String, String> classes = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    for (String version : versions) {
      if (version.equals("blue") || version.equals("green")) {
        classes.put(version, "v-" + version);
      } else {
        classes.put(version, "v-other" + others.size() % OTHER_COLOURS);
        others.add(version);
      }
    }
    return classes;
  }

  private static String word(String text) {
    return text.replaceAll("[^A-Za-z0-9-]", "-");
  }
}
