package io.verdigris.testkit.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds values of a wrong type. The client's types take a number for a text and the other way
 * round; the API server does not.
 */
final class Typing {
  /** Where amounts are, which may be written as numbers too. */
  private static final Set<String> AMOUNTS =
      Set.of("limits", "requests", "hard", "used", "capacity", "allocatable", "sizeLimit");

  private Typing() {}

  /** Says what keeps a tree from being an object of its kind; empty when nothing does. */
  static Optional<String> problem(Kind kind, ObjectNode object) {
    try {
      ObjectNode read = Json.tree(Json.typed(object, kind.type()));
      return difference(kind.name(), object, read);
    } catch (RuntimeException e) {
      return Optional.of("json: " + told(e));
    }
  }

  private static Optional<String> difference(String field, JsonNode given, JsonNode read) {
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      JsonNode other = read.path(entry.getKey());
      if (!AMOUNTS.contains(entry.getKey()) && !other.isMissingNode()) {
        Optional<String> problem = compared(field + "." + entry.getKey(), entry.getValue(), other);
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> compared(String field, JsonNode given, JsonNode read) {
    if (given.isObject() && read.isObject()) {
      return difference(field, given, read);
    }
    if (given.isArray() && read.isArray() && given.size() == read.size()) {
      for (int i = 0; i < given.size(); i++) {
        Optional<String> problem = compared(field, given.get(i), read.get(i));
        if (problem.isPresent()) {
          return problem;
        }
      }
      return Optional.empty();
    }
    return given.isNull() || given.getNodeType() == read.getNodeType()
        ? Optional.empty()
        : Optional.of(
            "json: cannot unmarshal "
                + type(given)
                + " into Go struct field "
                + field
                + " of type "
                + type(read));
  }

  private static String type(JsonNode node) {
    return node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns the parser's own words, without where it was. */
  static String told(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message =
        cause instanceof JacksonException json ? json.getOriginalMessage() : cause.getMessage();
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
