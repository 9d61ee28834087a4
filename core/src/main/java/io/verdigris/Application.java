package io.verdigris;

import java.util.regex.Pattern;

/**
 * Names an application: a namespace and the one stable Service that its clients use.
 *
 * @param namespace the namespace, an RFC 1123 label of at most 63 characters
 * @param service the Service, an RFC 1123 label of at most 57 characters, since the permanent
 *     Services of the colours append {@code -green} to it
 */
public record Application(String namespace, String service) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final int LONGEST_SERVICE = 57;

  /** Checks both names. */
  public Application {
    Checks.argument(
        LABEL.matcher(namespace).matches() && namespace.length() <= 63,
        "namespace",
        namespace,
        "must be lower-case letters, digits and '-', at most 63 characters");
    Checks.argument(
        LABEL.matcher(service).matches() && service.length() <= LONGEST_SERVICE,
        "service",
        service,
        "must be lower-case letters, digits and '-', at most " + LONGEST_SERVICE + " characters");
  }

  @Override
  public String toString() {
    return namespace + "/" + service;
  }
}
