package io.verdigris.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One request and its answer, within limits and with the headers that every answer has. */
final class Exchange {
  private static final int LONGEST_BODY = 16 * 1024;

  /** No inline script or style, nothing from elsewhere, in no frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final HttpExchange http;

  Exchange(HttpExchange http) {
    this.http = http;
  }

  String method() {
    return http.getRequestMethod();
  }

  /** Returns the path's parts: none for {@code /}. */
  List<String> path() {
    String path = http.getRequestURI().getRawPath();
    return Arrays.stream((path == null ? "" : path).split("/", -1))
        .filter(p -> !p.isEmpty())
        .toList();
  }

  boolean isApi() {
    return path().stream().findFirst().filter("api"::equals).isPresent();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(http.getRequestHeaders().getFirst(name));
  }

  Optional<String> cookie(String name) {
    return http.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /** Reads a form's fields. */
  Map<String, String> form() {
    require("application/x-www-form-urlencoded");
    var fields = new HashMap<String, String>();
    for (String pair : body().split("&", -1)) {
      int sign = pair.indexOf('=');
      if (sign > 0) {
        fields.putIfAbsent(decoded(pair.substring(0, sign)), decoded(pair.substring(sign + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "the form is not encoded as one");
    }
  }

  /** Reads a JSON object; no body at all stands for an empty one. */
  JsonNode json() {
    String body = body();
    if (!body.isBlank()) {
      require("application/json");
    }
    try {
      JsonNode json = JsonMapper.shared().readTree(body.isBlank() ? "{}" : body);
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // told below
    }
    throw new Refusal(400, "the body is no JSON object; send one such as {\"by\": \"ann\"}");
  }

  private void require(String type) {
    String given = header("Content-Type").orElse("none").toLowerCase(Locale.ROOT);
    if (!given.split(";", 2)[0].strip().equals(type)) {
      throw new Refusal(415, "Content-Type is not what is taken here; send " + type);
    }
  }

  private String body() {
    try (InputStream in = http.getRequestBody()) {
      byte[] bytes = in.readNBytes(LONGEST_BODY + 1);
      if (bytes.length > LONGEST_BODY) {
        throw new Refusal(413, "the body is longer than " + LONGEST_BODY + " bytes; send less");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Refusal(400, "the body could not be read");
    }
  }

  /** Adds a header to the answer. */
  Exchange with(String name, String value) {
    http.getResponseHeaders().add(name, value);
    return this;
  }

  void html(int status, String page) throws IOException {
    send(status, "text/html; charset=utf-8", page);
  }

  void json(int status, Map<String, ?> object) throws IOException {
    send(status, "application/json", JsonMapper.shared().writeValueAsString(object) + "\n");
  }

  /** Has the browser get another page. */
  void seeOther(String path) throws IOException {
    with("Location", path);
    send(303, "text/plain; charset=utf-8", "");
  }

  void send(int status, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    head(type);
    boolean none = method().equals("HEAD") || bytes.length == 0;
    http.sendResponseHeaders(status, none ? -1 : bytes.length);
    if (!none) {
      http.getResponseBody().write(bytes);
    }
  }

  private void head(String type) {
    with("Content-Type", type);
    with("Content-Security-Policy", POLICY);
    with("X-Frame-Options", "DENY");
    with("X-Content-Type-Options", "nosniff");
    // no-referrer would make the Origin of our own forms null
    with("Referrer-Policy", "same-origin");
    with("Cross-Origin-Opener-Policy", "same-origin");
    with("Cache-Control", "no-store");
  }

  /** Begins an answer that goes on: server-sent events. */
  void stream() throws IOException {
    head("text/event-stream; charset=utf-8");
    http.sendResponseHeaders(200, 0);
  }

  /** Sends the next piece of it. */
  void more(String text) throws IOException {
    http.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    http.getResponseBody().flush();
  }
}
