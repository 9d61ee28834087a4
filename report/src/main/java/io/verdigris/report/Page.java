package io.verdigris.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Puts the page together: head, an overview, one section for each rollout, the other calls. */
final class Page {
  private final String title;
  private final List<Story> stories;
  private final Answers answers;
  private final Calls calls;
  private final long dropped;

  Page(String title, List<Story> stories, Answers answers, Calls calls, long dropped) {
    this.title = title;
    this.stories = stories;
    this.answers = answers;
    this.calls = calls;
    this.dropped = dropped;
  }

  String html() {
    var out = new Markup();
    out.own("<!DOCTYPE html>\n");
    out.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en");
    head(out);
    out.open("body").open("main");
    out.element("h1", title);
    rollouts(out);
    otherCalls(out);
    if (dropped > 0) {
      String left = Amounts.count(dropped) + " events were left out to bound this page's size.";
      out.element("p", left, "class", "small");
    }
    return out.close().close().close().toString();
  }

  private void head(Markup out) {
    out.open("head").empty("meta", "charset", "utf-8");
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.empty("meta", "name", "color-scheme", "content", "light dark");
    out.element("title", title);
    out.open("style").own(style()).close().close();
  }

  private void rollouts(Markup out) {
    if (stories.isEmpty()) {
      out.element("p", "No rollout has told anything yet.", "class", "reason");
      return;
    }
    List<Section> sections =
        stories.stream().map(story -> new Section(out, story, answers, calls)).toList();
    if (sections.size() > 1) {
      out.open("ol", "class", "overview");
      for (int i = 0; i < sections.size(); i++) {
        sections.get(i).overview(anchor(i));
      }
      out.close();
    }
    for (int i = 0; i < sections.size(); i++) {
      sections.get(i).write(anchor(i));
    }
  }

  private static String anchor(int index) {
    return "rollout-" + (index + 1);
  }

  /** Writes the calls that were made while no rollout was under way. */
  private void otherCalls(Markup out) {
    List<Chart.Window> windows = stories.stream().map(Chart.Window::around).toList();
    List<Calls.Call> others =
        calls.inOrder().stream()
            .filter(c -> windows.stream().noneMatch(w -> c.isBetween(w.from(), w.to())))
            .toList();
    if (others.isEmpty() && calls.left() == 0) {
      return;
    }
    Instant zero = stories.isEmpty() ? calls.inOrder().get(0).at() : stories.get(0).begin();
    out.open("section", "class", "card").open("details");
    out.element("summary", "Calls outside of rollouts: " + Amounts.count(others.size()));
    Tables.calls(out, others, zero);
    out.close();
    if (calls.left() > 0) {
      String left = "Of " + Amounts.count(calls.total()) + " calls in all the last ";
      left += Amounts.count(calls.left()) + " were only counted.";
      out.element("p", left, "class", "small");
    }
    out.close();
  }

  private static String style() {
    try (InputStream css =
        Objects.requireNonNull(Page.class.getResourceAsStream("report.css"), "report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read report.css", e);
    }
  }
}
