package io.verdigris.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The guard that a cluster's administrator may put in place: admission policies by which the API
 * server itself refuses to move the traffic of a managed Service unless its epoch rises, and to
 * scale down or delete what is live. Needs Kubernetes 1.30 or later.
 *
 * @param name the beginning of the names of its cluster-wide objects
 * @param colorKey the key of the label that names the colour
 * @param namespaces where it applies; empty for all namespaces
 */
public record GuardPolicy(String name, String colorKey, List<String> namespaces) {
  /** The name unless another is given. */
  public static final String NAME = "verdigris-guard";

  /** What each refusal of the guard begins with. */
  static final String REFUSAL = "verdigris guard: ";

  private static final String TEMPLATE = "guard.yaml";
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_PART = 63;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern KEY =
      Pattern.compile("(" + SUBDOMAIN + "/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?");

  /**
   * Checks the names, which become parts of expressions.
   *
   * @throws IllegalArgumentException when one cannot be what it shall be
   */
  public GuardPolicy {
    namespaces = namespaces.stream().distinct().toList();
    check(
        SUBDOMAIN.matcher(name).matches() && name.length() <= LONGEST_NAME,
        "name",
        name,
        "must be lower-case letters, digits, '-' and '.', at most " + LONGEST_NAME);
    check(
        KEY.matcher(colorKey).matches(),
        "color key",
        colorKey,
        "must be a label's key, such as color or example.com/color");
    for (String namespace : namespaces) {
      check(
          LABEL.matcher(namespace).matches() && namespace.length() <= LONGEST_PART,
          "namespace",
          namespace,
          "must be lower-case letters, digits and '-', at most 63 characters");
    }
  }

  private static void check(boolean valid, String field, String value, String rule) {
    if (!valid) {
      throw new IllegalArgumentException(field + " " + rule + ", but is \"" + value + "\"");
    }
  }

  /** Returns the policies and their bindings as YAML, ready for {@code kubectl apply -f -}. */
  public String yaml() {
    Map<String, String> values =
        Map.of(
            "name",
            name,
            "colorKey",
            colorKey,
            "match",
            match(),
            "managed",
            Marks.MANAGED,
            "epoch",
            Marks.EPOCH,
            "guard",
            Marks.GUARD);
    String yaml = template();
    for (Map.Entry<String, String> value : values.entrySet()) {
      yaml = yaml.replace("${" + value.getKey() + "}", value.getValue());
    }
    return yaml;
  }

  private String match() {
    return namespaces.isEmpty()
        ? "{namespaceSelector: {}}"
        : namespaces.stream()
            .collect(
                Collectors.joining(
                    "\", \"",
                    "{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name,"
                        + " operator: In, values: [\"",
                    "\"]}]}}"));
  }

  private static String template() {
    try (InputStream in =
        Objects.requireNonNull(GuardPolicy.class.getResourceAsStream(TEMPLATE), TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
