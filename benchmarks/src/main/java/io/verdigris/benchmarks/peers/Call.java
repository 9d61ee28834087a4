package io.verdigris.benchmarks.peers;

import java.time.Duration;
import java.time.Instant;

/**
 * A request to the API server.
 *
 * @param sent when it was sent
 * @param answered when its answer's header came; the same as sent for what has none, such as a
 *     watch
 * @param kind its verb and resource, such as {@code PATCH services}
 * @param name the object's name; empty for lists
 */
record Call(Instant sent, Instant answered, String kind, String name) {
  Duration took() {
    return Duration.between(sent, answered);
  }

  /** Returns what kind of request this is. */
  static String kind(String method, String path, String query) {
    String[] parts = parts(path);
    String resource = parts.length == 0 ? path : parts[0];
    boolean one = parts.length > 1;
    if (query.contains("watch=true")) {
      return "WATCH " + resource;
    }
    return (method.equals("GET") && !one ? "LIST" : method) + " " + resource;
  }

  static String name(String path) {
    String[] parts = parts(path);
    return parts.length > 1 ? parts[1] : "";
  }

  /** Returns the resource and, where there is one, the name. */
  private static String[] parts(String path) {
    String below = path.replaceFirst("^/(api/[^/]+|apis/[^/]+/[^/]+)/", "");
    return below.replaceFirst("^namespaces/[^/]+/", "").split("/", -1);
  }
}
