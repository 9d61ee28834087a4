package io.verdigris.benchmarks.process;

import io.fabric8.kubernetes.client.http.HttpRequest;
import java.util.Optional;

/** What kind of request one to the API server is. */
public final class RequestKind {
  private RequestKind() {}

  /** Returns the kind of a request. */
  public static String of(HttpRequest request) {
    String query = Optional.ofNullable(request.uri().getQuery()).orElse("");
    return of(request.method(), request.uri().getPath(), query);
  }

  /** Returns {@code GET pods} for one pod, {@code LIST pods} and {@code WATCH pods} for many. */
  public static String of(String method, String path, String query) {
    String[] parts = parts(path);
    String resource = parts.length == 0 ? path : parts[0];
    boolean one = parts.length > 1;
    if (query.contains("watch=true")) {
      return "WATCH " + resource;
    }
    return (method.equals("GET") && !one ? "LIST" : method) + " " + resource;
  }

  /** Returns the name of the object that a request is about; empty for those about many. */
  public static String name(String path) {
    String[] parts = parts(path);
    return parts.length > 1 ? parts[1] : "";
  }

  /** Returns the resource and, where there is one, the name. */
  private static String[] parts(String path) {
    String below = path.replaceFirst("^/(api/[^/]+|apis/[^/]+/[^/]+)/", "");
    return below.replaceFirst("^namespaces/[^/]+/", "").split("/", -1);
  }
}
