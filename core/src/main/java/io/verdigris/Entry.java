package io.verdigris;

import java.net.URI;

/**
 * Says where the application's clients come in, so that a switch can be confirmed by fresh
 * connections instead of by Kubernetes objects alone.
 *
 * @param uri an {@code http} or {@code https} address that answers GET
 * @param header the response header by which an answer names its pod; default {@code X-Pod}. An
 *     answer without it cannot be told apart by colour and proves nothing
 */
public record Entry(URI uri, String header) {
  /** The header that names the pod, unless set. */
  public static final String DEFAULT_HEADER = "X-Pod";

  /** Checks the address. */
  public Entry {
    Checks.argument(
        ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
            && uri.getHost() != null,
        "entry",
        uri,
        "must be an absolute http or https address, such as http://127.0.0.1:31000/");
    Checks.argument(!header.isBlank(), "entry header", header, "must not be blank");
  }

  /** Returns an entry whose answers name their pod in {@value #DEFAULT_HEADER}. */
  public static Entry of(URI uri) {
    return new Entry(uri, DEFAULT_HEADER);
  }
}
