package io.verdigris.testkit.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One request to the API server.
 *
 * @param verb the HTTP method, such as {@code PATCH}
 * @param path the path with its query, as it was sent
 * @param headers the first value of each header, by its name in lower case
 * @param body the body; empty without one
 */
public record ApiRequest(String verb, String path, Map<String, String> headers, String body) {
  /** Copies the headers. */
  public ApiRequest {
    headers = Map.copyOf(headers);
  }

  /** Returns a header's value by its name in any case; empty without it. */
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  /** Returns the path without its query. */
  public String resource() {
    return path.split("\\?", 2)[0];
  }

  /** Returns the query's first value of each parameter. */
  Map<String, String> query() {
    var query = new HashMap<String, String>();
    int start = path.indexOf('?');
    for (String pair : start < 0 ? new String[0] : path.substring(start + 1).split("&")) {
      String[] parts = pair.split("=", 2);
      query.putIfAbsent(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
    }
    return query;
  }

  String query(String name) {
    return query().getOrDefault(name, "");
  }

  boolean isSet(String name) {
    String value = query(name);
    return value.equals("true") || value.equals("1");
  }

  /** Returns the media type of the body, without its parameters. */
  String contentType() {
    return header("Content-Type").split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("malformed query: " + e.getMessage());
    }
  }
}
