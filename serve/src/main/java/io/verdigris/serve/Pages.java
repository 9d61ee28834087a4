package io.verdigris.serve;

import io.verdigris.Colour;
import io.verdigris.RolloutStatus;
import io.verdigris.report.Markup;
import java.util.List;
import java.util.Map;

/** Writes the pages; what comes from outside goes through {@link Markup} and is escaped there. */
final class Pages {
  private Pages() {}

  /** Returns the page to log in. */
  static String login(String complaint) {
    var out = new Markup();
    head(out, "Log in", "");
    out.open("main", "class", "narrow").element("h1", "Verdigris");
    if (!complaint.isEmpty()) {
      out.element("p", complaint, "class", "bad", "role", "alert");
    }
    out.open("form", "method", "post", "action", "/login", "class", "card");
    field(out, "name", "Your name, for the record", "text", "username", "200");
    field(
        out,
        "token",
        "Token, as the server's terminal or its token file has it",
        "password",
        "current-password",
        "4096");
    out.element("button", "Log in", "type", "submit");
    out.close().close();
    return end(out);
  }

  private static void field(
      Markup out, String name, String label, String type, String complete, String longest) {
    out.element("label", label, "for", name);
    out.empty(
        "input",
        "id",
        name,
        "name",
        name,
        "type",
        type,
        "autocomplete",
        complete,
        "maxlength",
        longest,
        "required",
        "required");
  }

  /** Returns a page with one sentence. */
  static String message(int status, String text) {
    var out = new Markup();
    head(out, "Verdigris", "");
    out.open("main", "class", "narrow").element("h1", Integer.toString(status));
    out.element("p", text);
    out.open("p").element("a", "all applications", "href", "/").close().close();
    return end(out);
  }

  /** Returns the page of all applications. */
  static String fleet(Fleet fleet, String person) {
    var out = new Markup();
    head(out, "Applications", "/events");
    bar(out, person);
    out.open("main").element("h1", "Applications");
    out.element("p", "in " + String.join(", ", fleet.namespaces()), "class", "soft");
    parts(out, List.of("fleet"), fleet(fleet));
    out.close();
    return end(out);
  }

  /** Returns the parts of that page that change, by the ids of their elements. */
  static Map<String, String> fleet(Fleet fleet) {
    List<Fleet.Seen> all = fleet.all();
    var out = new Markup();
    if (all.isEmpty()) {
      out.element("p", "No application has had a rollout here.", "class", "card");
    }
    out.open("ul", "class", "fleet");
    all.forEach(seen -> row(out, seen));
    out.close();
    return Map.of("fleet", out.toString());
  }

  static String path(Fleet.Seen seen) {
    return "/applications/" + seen.application().namespace() + "/" + seen.application().service();
  }

  private static void row(Markup out, Fleet.Seen seen) {
    out.open("li").open("a", "class", "card row", "href", path(seen));
    out.open("span", "class", "name").element("small", seen.application().namespace() + "/");
    out.element("b", seen.application().service()).close();
    if (seen.status().isEmpty()) {
      out.element("span", "cannot be read: " + seen.trouble(), "class", "bad");
    }
    seen.status().ifPresent(status -> row(out, status));
    out.close().close();
  }

  private static void row(Markup out, RolloutStatus status) {
    out.open("span", "class", "state");
    StatusParts.live(out, status);
    StatusParts.badge(out, status);
    out.close();
    out.element("span", StatusParts.inShort(status), "class", "soft said");
  }

  /** Returns the page of one application. */
  static String application(Fleet.Seen seen, String person) {
    var out = new Markup();
    head(out, seen.application().toString(), path(seen) + "/events");
    bar(out, person);
    out.open("main");
    parts(out, List.of("status", "actions", "history"), application(seen));
    out.close();
    return end(out);
  }

  private static void parts(Markup out, List<String> ids, Map<String, String> parts) {
    for (String id : ids) {
      out.open("div", "id", id).own(parts.getOrDefault(id, "")).close();
    }
  }

  /** Returns the parts of that page that change, by the ids of their elements. */
  static Map<String, String> application(Fleet.Seen seen) {
    if (seen.status().isEmpty()) {
      var out = new Markup();
      out.element("h1", seen.application().toString());
      out.element("p", "cannot be read: " + seen.trouble(), "class", "bad");
      return Map.of("status", out.toString(), "actions", "", "history", "");
    }
    RolloutStatus status = seen.status().get();
    var shown = new Markup();
    new StatusParts(shown, status).write();
    var actions = new Markup();
    new ActionParts(actions, status, path(seen)).write();
    var history = new Markup();
    history(history, status);
    return Map.of(
        "status", shown.toString(), "actions", actions.toString(), "history", history.toString());
  }

  private static void history(Markup out, RolloutStatus status) {
    if (!status.history().isEmpty()) {
      out.element("h2", "Before").open("ul", "class", "history card");
      status.history().forEach(line -> out.element("li", line));
      out.close();
    }
  }

  private static void bar(Markup out, String person) {
    out.open("nav").element("a", "Verdigris", "href", "/", "class", "home");
    out.element("span", "not live", "class", "live-mark");
    out.open("form", "method", "post", "action", "/logout");
    out.element(
        "button",
        person.isEmpty() ? "log out" : person + ", log out",
        "type",
        "submit",
        "class",
        "plain");
    out.close().close();
  }

  /** Without JavaScript the page is read anew every five seconds. */
  private static void head(Markup out, String title, String events) {
    out.own("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    out.empty("meta", "charset", "utf-8");
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.empty("meta", "name", "color-scheme", "content", "light dark");
    out.element("title", title);
    out.empty("link", "rel", "stylesheet", "href", "/static/serve.css");
    if (!events.isEmpty()) {
      out.open("noscript").empty("meta", "http-equiv", "refresh", "content", "5").close();
      out.element("script", "", "src", "/static/serve.js", "defer", "defer");
    }
    out.close().open("body", "data-events", events);
  }

  private static String end(Markup out) {
    return out.close().close().toString();
  }

  /** Returns a colour's class. */
  static String style(Colour colour) {
    return "chip " + colour.label();
  }
}
