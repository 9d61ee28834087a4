package io.verdigris.serve;

import io.verdigris.Application;
import io.verdigris.VerdigrisException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Answers each path: pages for people below {@code /}, objects for programs below {@code /api}. */
final class Site {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_REASON = 500;
  private static final Map<String, String> FILES =
      Map.of("serve.css", "text/css; charset=utf-8", "serve.js", "text/javascript; charset=utf-8");

  private final Fleet fleet;
  private final Gate gate;
  private final Streams streams;
  private final FleetMeters meters;

  Site(Fleet fleet, Gate gate, Streams streams, FleetMeters meters) {
    this.fleet = fleet;
    this.gate = gate;
    this.streams = streams;
    this.meters = meters;
  }

  /** Answers, or throws a {@link Refusal}. */
  void answer(Exchange exchange) throws IOException {
    List<String> path = exchange.path();
    String first = path.isEmpty() ? "" : path.get(0);
    switch (first) {
      case "healthz" -> exchange.send(200, "text/plain; charset=utf-8", "ok\n");
      case "static" -> file(exchange, path);
      case "login" -> login(exchange);
      default -> inside(exchange, path, first);
    }
  }

  private void file(Exchange exchange, List<String> path) throws IOException {
    String name = path.size() == 2 ? path.get(1) : "";
    String type = FILES.get(name);
    if (type == null) {
      throw Refusal.notFound();
    }
    exchange.send(200, type, resource(name));
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Site.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  private void login(Exchange exchange) throws IOException {
    if (!exchange.method().equals("POST")) {
      requireGet(exchange);
      exchange.html(200, Pages.login(""));
      return;
    }
    gate.requireOwnPage(exchange);
    Map<String, String> form = exchange.form();
    String name = text("name", form.getOrDefault("name", ""), 1, LONGEST_NAME);
    if (gate.login(exchange, name, form.getOrDefault("token", ""))) {
      exchange.seeOther("/");
    } else {
      exchange.html(401, Pages.login("That is not the token."));
    }
  }

  private void inside(Exchange exchange, List<String> path, String first) throws IOException {
    Optional<Gate.Person> known = gate.person(exchange);
    if (known.isEmpty()) {
      stranger(exchange, first);
      return;
    }
    Gate.Person person = known.get();
    switch (first) {
      case "" -> page(exchange, () -> Pages.fleet(fleet, person.name().orElse("")));
      case "events" -> events(exchange, () -> Pages.fleet(fleet), wake -> () -> {});
      case "metrics" -> {
        requireGet(exchange);
        exchange.send(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
      }
      case "logout" -> logout(exchange);
      case "applications" -> application(exchange, person, path);
      case "api" -> api(exchange, person, path.subList(1, path.size()));
      default -> throw Refusal.notFound();
    }
  }

  private static void stranger(Exchange exchange, String first) throws IOException {
    boolean page =
        exchange.method().equals("GET") && (first.isEmpty() || first.equals("applications"));
    if (page) {
      exchange.seeOther("/login");
      return;
    }
    exchange.with("WWW-Authenticate", "Bearer realm=\"verdigris\"");
    throw new Refusal(401, "show the token, as Authorization: Bearer, or log in");
  }

  private void logout(Exchange exchange) throws IOException {
    requirePost(exchange);
    gate.requireOwnPage(exchange);
    gate.logout(exchange);
    exchange.seeOther("/login");
  }

  // ---- pages

  /** What makes a page. */
  @FunctionalInterface
  private interface Made<T> {
    T get();
  }

  private static void page(Exchange exchange, Made<String> page) throws IOException {
    requireGet(exchange);
    exchange.html(200, page.get());
  }

  private void events(Exchange exchange, Made<Map<String, String>> parts, Streams.Watch watch)
      throws IOException {
    requireGet(exchange);
    streams.serve(exchange, () -> gate.person(exchange).isPresent(), parts::get, watch);
  }

  private void application(Exchange exchange, Gate.Person person, List<String> path)
      throws IOException {
    Fleet.Seen seen = seen(path, 1);
    String what = path.size() > 3 ? path.get(3) : "";
    switch (path.size() > 4 ? "?" : what) {
      case "" -> page(exchange, () -> Pages.application(seen, person.name().orElse("")));
      case "events" ->
          events(
              exchange,
              () -> Pages.application(seen(path, 1)),
              wake -> watch(seen.application(), wake));
      case "approve", "abort" -> {
        Map<String, String> form = posted(exchange, Exchange::form);
        ask(seen, what, person, key -> form.getOrDefault(key, ""));
        exchange.seeOther(Pages.path(seen));
      }
      default -> throw Refusal.notFound();
    }
  }

  private AutoCloseable watch(Application application, Runnable wake) {
    return fleet
        .orchestrator()
        .watch(
            application,
            () -> {
              fleet.forget(application);
              wake.run();
            });
  }

  private Fleet.Seen seen(List<String> path, int at) {
    if (path.size() < at + 2) {
      throw Refusal.notFound();
    }
    return fleet.find(path.get(at), path.get(at + 1)).orElseThrow(Refusal::notFound);
  }

  // ---- programs

  private void api(Exchange exchange, Gate.Person person, List<String> path) throws IOException {
    if (path.isEmpty() || !path.get(0).equals("applications")) {
      throw Refusal.notFound();
    }
    if (path.size() == 1) {
      requireGet(exchange);
      exchange.json(200, ApiObjects.fleet(fleet.all()));
      return;
    }
    Fleet.Seen seen = seen(path, 1);
    String what = path.size() > 3 ? path.get(3) : "";
    switch (path.size() > 4 ? "?" : what) {
      case "" -> {
        requireGet(exchange);
        exchange.json(200, ApiObjects.seen(seen));
      }
      case "approve", "abort" -> {
        JsonNode json = posted(exchange, Exchange::json);
        ask(seen, what, person, key -> json.path(key).asString(""));
        var object = ApiObjects.about(seen.application());
        object.put("requested", what);
        exchange.json(202, object);
      }
      default -> throw Refusal.notFound();
    }
  }

  // ---- what both share

  private <T> T posted(Exchange exchange, Function<Exchange, T> body) {
    requirePost(exchange);
    gate.requireOwnPage(exchange);
    return body.apply(exchange);
  }

  /** Records what a person asks for; the process that drives the rollout answers it. */
  private void ask(
      Fleet.Seen seen, String what, Gate.Person person, Function<String, String> field) {
    String by = person.name().orElseGet(() -> text("by", field.apply("by"), 1, LONGEST_NAME));
    Application application = seen.application();
    try {
      if (what.equals("approve")) {
        fleet.orchestrator().approve(application, by);
      } else {
        String reason = text("reason", field.apply("reason"), 0, LONGEST_REASON);
        fleet.orchestrator().abort(application, by, reason);
      }
    } catch (VerdigrisException e) {
      throw new Refusal(409, String.valueOf(e.getMessage()));
    }
    fleet.forget(application);
  }

  private static String text(String field, String value, int least, int most) {
    String text = value.strip();
    if (text.length() < least
        || text.length() > most
        || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new Refusal(
          400,
          "field \""
              + field
              + "\" must be text of "
              + least
              + " to "
              + most
              + " characters on one line, but has "
              + text.length());
    }
    return text;
  }

  private static void requireGet(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      exchange.with("Allow", "GET, HEAD");
      throw new Refusal(405, "only GET is answered here");
    }
  }

  private static void requirePost(Exchange exchange) {
    if (!exchange.method().equals("POST")) {
      exchange.with("Allow", "POST");
      throw new Refusal(405, "only POST is answered here");
    }
  }
}
