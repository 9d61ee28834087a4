package io.verdigris.report;

import io.verdigris.Finding;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes a rollout's phases, judgements, events and calls as tables. */
final class Tables {
  private static final Set<Type> REMARKABLE =
      Set.of(Type.SWITCHED, Type.TERMS, Type.JUDGEMENT, Type.REQUEST, Type.RETRY);

  private final Markup out;
  private final Story story;
  private final List<Calls.Call> calls;

  Tables(Markup out, Story story, List<Calls.Call> calls) {
    this.out = out;
    this.story = story;
    this.calls = calls;
  }

  void write() {
    out.open("div", "class", "columns");
    phases();
    remarks();
    out.close();
    deeds();
    new SampleTable(out, story).write();
    events();
    if (!calls.isEmpty()) {
      calls();
    }
  }

  private void phases() {
    boolean counted = !calls.isEmpty();
    out.open("div").element("h3", "Phases").open("table");
    heads(
        counted
            ? List.of("Phase", "Began", "Took", "API calls")
            : List.of("Phase", "Began", "Took"));
    for (Story.Step step : story.steps()) {
      out.open("tr").open("td", "class", "number");
      out.element("i", "", "class", "key " + Chart.phaseClass(step.phase()));
      out.text(step.phase().name()).close();
      number(offset(step.from()));
      number(Amounts.duration(step.length()));
      if (counted) {
        number(
            Long.toString(calls.stream().filter(c -> c.isBetween(step.from(), step.to())).count()));
      }
      out.close();
    }
    out.close().close();
  }

  private void remarks() {
    out.open("div").element("h3", "Switches, judgements and notes").open("div", "class", "wide");
    out.open("table");
    heads(List.of("Time", "Kind", "What"));
    story.events().stream().filter(e -> REMARKABLE.contains(e.type())).forEach(this::remark);
    story.outcome().ifPresent(this::notes);
    out.close().close().close();
  }

  private void remark(RolloutEvent event) {
    String millis = event.details().get("millis");
    String took = millis == null ? "" : ", in " + millis + " ms";
    remark(offset(event.at()), kind(event), event.message() + took);
  }

  private void notes(RolloutOutcome outcome) {
    findings(outcome).forEach(finding -> remark("", "finding", finding.toString()));
    outcome.notes().forEach(note -> remark("", "note", note));
  }

  private void remark(String time, String kind, String what) {
    out.open("tr");
    number(time);
    out.element("td", kind, "class", "number").element("td", what).close();
  }

  private void deeds() {
    List<Deeds.Deed> deeds = Deeds.of(story);
    if (deeds.isEmpty()) {
      return;
    }
    out.element("h3", "Who did what").open("div", "class", "wide").open("table");
    heads(List.of("Time", "Who", "What"));
    for (Deeds.Deed deed : deeds) {
      out.open("tr");
      number(offset(deed.at()));
      out.element("td", deed.who()).element("td", deed.what()).close();
    }
    out.close().close();
  }

  private void events() {
    List<RolloutEvent> told = story.events().stream().filter(e -> e.type() != Type.SAMPLE).toList();
    out.open("details").element("summary", "All events: " + Amounts.count(told.size()));
    out.open("div", "class", "wide").open("table");
    heads(List.of("Time", "Phase", "Kind", "What", "Details"));
    for (RolloutEvent event : told) {
      out.open("tr");
      number(offset(event.at()));
      number(event.phase().name());
      number(kind(event));
      out.element("td", event.message());
      out.element("td", Section.details(event), "class", "code").close();
    }
    out.close().close().close();
  }

  private void calls() {
    out.open("details");
    out.element("summary", "Calls to the API server: " + Amounts.count(calls.size()));
    calls(out, calls, story.begin());
    out.close();
  }

  /** Writes calls with their times since a moment. */
  static void calls(Markup out, List<Calls.Call> calls, Instant zero) {
    out.open("div", "class", "wide").open("table");
    heads(out, List.of("Time", "Verb", "Path", "Status"));
    for (Calls.Call call : calls) {
      out.open("tr");
      out.element("td", Amounts.offset(zero, call.at()), "class", "number");
      out.element("td", call.verb(), "class", call.writes() ? "code strong" : "code");
      out.element("td", call.path(), "class", "code");
      String status = call.status() == 0 ? "no answer" : Integer.toString(call.status());
      out.element("td", status, "class", call.failed() ? "number bad" : "number");
      out.close();
    }
    out.close().close();
  }

  private void heads(List<String> heads) {
    heads(out, heads);
  }

  static void heads(Markup out, List<String> heads) {
    out.open("tr");
    heads.forEach(head -> out.element("th", head, "scope", "col"));
    out.close();
  }

  private void number(String text) {
    out.element("td", text, "class", "number");
  }

  private String offset(Instant at) {
    return Amounts.offset(story.begin(), at);
  }

  private static List<Finding> findings(RolloutOutcome outcome) {
    return outcome.fold(p -> List.of(), r -> r.findings(), r -> List.of(), h -> List.of());
  }

  private static String kind(RolloutEvent event) {
    return event.type().name().toLowerCase(Locale.ROOT);
  }
}
