package io.verdigris.testkit.cluster;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a label selector with {@code matchLabels} and {@code matchExpressions} selects. */
final class LabelQuery {
  private LabelQuery() {}

  static boolean matches(JsonNode selector, JsonNode labels) {
    for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
      if (!label.getValue().equals(labels.get(label.getKey()))) {
        return false;
      }
    }
    return selector.path("matchExpressions").values().stream().allMatch(e -> holds(e, labels));
  }

  private static boolean holds(JsonNode expression, JsonNode labels) {
    String key = Json.text(expression, "key");
    boolean in = labels.has(key) && expression.path("values").values().contains(labels.get(key));
    return switch (Json.text(expression, "operator")) {
      case "In" -> in;
      case "NotIn" -> !in;
      case "Exists" -> labels.has(key);
      case "DoesNotExist" -> !labels.has(key);
      default -> false;
    };
  }
}
