package io.verdigris;

import java.net.URI;

/**
 * Says where the application's clients come in, so that a switch can be confirmed by fresh
 * connections instead of by Kubernetes objects alone, and how sure that shall be.
 *
 * @param uri an {@code http} or {@code https} address that answers GET
 * @param header the response header by which an answer names its pod; default {@code X-Pod}. An
 *     answer without it cannot be told apart by colour and proves nothing
 * @param detect the share of requests that may still reach other pods without being noticed, from
 *     0.001 to 0.5; default {@value #DEFAULT_DETECT}
 * @param confidence how likely such a share, or a larger one, is noticed, from 0.5 to 0.9999;
 *     default {@value #DEFAULT_CONFIDENCE}
 */
public record Entry(URI uri, String header, double detect, double confidence) {
  /** The header that names the pod, unless set. */
  public static final String DEFAULT_HEADER = "X-Pod";

  /** The share that is noticed, unless set: one request in twenty. */
  public static final double DEFAULT_DETECT = 0.05;

  /** How likely it is noticed, unless set. */
  public static final double DEFAULT_CONFIDENCE = 0.99;

  /** Checks address and numbers. */
  public Entry {
    Checks.argument(
        ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
            && uri.getHost() != null,
        "entry",
        uri,
        "must be an absolute http or https address, such as http://127.0.0.1:31000/");
    Checks.argument(!header.isBlank(), "entry header", header, "must not be blank");
    Checks.argument(
        detect >= 0.001 && detect <= 0.5,
        "entry detect",
        detect,
        "must be a share from 0.001 to 0.5, such as 0.05");
    Checks.argument(
        confidence >= 0.5 && confidence <= 0.9999,
        "entry confidence",
        confidence,
        "must be from 0.5 to 0.9999, such as 0.99");
  }

  /** Makes one that notices {@value #DEFAULT_DETECT} at {@value #DEFAULT_CONFIDENCE}. */
  public Entry(URI uri, String header) {
    this(uri, header, DEFAULT_DETECT, DEFAULT_CONFIDENCE);
  }

  /** Returns an entry whose answers name their pod in {@value #DEFAULT_HEADER}. */
  public static Entry of(URI uri) {
    return new Entry(uri, DEFAULT_HEADER);
  }

  /** Returns the same that notices this share at this confidence. */
  public Entry detecting(double share, double atConfidence) {
    return new Entry(uri, header, share, atConfidence);
  }

  /**
   * Returns how many fresh connections in a row must reach the colour: if more than {@link #detect}
   * of them went elsewhere, so many in a row would have a chance of at most 1 − {@link
   * #confidence}.
   */
  public int connections() {
    return (int) Math.ceil(Math.log1p(-confidence) / Math.log1p(-detect));
  }

  /** Returns at which confidence this many connections in a row speak for it. */
  public double confidenceAfter(int connections) {
    return 1 - Math.pow(1 - detect, connections);
  }
}
