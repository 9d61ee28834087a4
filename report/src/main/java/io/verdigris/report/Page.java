package io.verdigris.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Puts the page together: head, one section for each rollout, the calls. */
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
    if (stories.isEmpty()) {
      out.element("p", "No rollout has told anything yet.", "class", "reason");
    }
    stories.forEach(story -> new Section(out, story, answers).write());
    calls(out);
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

  private void calls(Markup out) {
    if (calls.total() == 0) {
      return;
    }
    List<Calls.Call> inOrder = calls.inOrder();
    Instant zero = stories.isEmpty() ? inOrder.get(0).at() : stories.get(0).begin();
    out.open("section", "class", "card").open("details");
    out.element("summary", "Calls to the API server: " + Amounts.count(calls.total()));
    out.open("div", "class", "wide").open("table");
    Section.heads(out, "Time", "Verb", "Path", "Status");
    inOrder.forEach(call -> row(out, zero, call));
    out.close().close();
    if (calls.left() > 0) {
      out.element("p", "and " + Amounts.count(calls.left()) + " later ones", "class", "small");
    }
    out.close().close();
  }

  private static void row(Markup out, Instant zero, Calls.Call call) {
    out.open("tr");
    out.element("td", Amounts.offset(zero, call.at()), "class", "number");
    out.element("td", call.verb(), "class", "code");
    out.element("td", call.path(), "class", "code");
    String status = call.status() == 0 ? "no answer" : Integer.toString(call.status());
    out.element("td", status, "class", call.failed() ? "number bad" : "number");
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
