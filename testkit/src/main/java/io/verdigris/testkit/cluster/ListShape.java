package io.verdigris.testkit.cluster;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Which lists are maps in truth, by which keys of their items; all others are replaced whole. */
final class ListShape {
  private static final List<String> NAME = List.of("name");

  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("containers", NAME),
          Map.entry("initContainers", NAME),
          Map.entry("ephemeralContainers", NAME),
          Map.entry("env", NAME),
          Map.entry("volumes", NAME),
          Map.entry("imagePullSecrets", NAME),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("hostAliases", List.of("ip")),
          Map.entry("conditions", List.of("type")),
          Map.entry("ownerReferences", List.of("uid")),
          Map.entry("secrets", NAME));

  private ListShape() {}

  /**
   * Returns the keys that tell the items of a list apart; none for a list that is one value.
   *
   * @param path the names of the fields down to the list
   */
  static List<String> keys(List<String> path) {
    String name = path.isEmpty() ? "" : path.get(path.size() - 1);
    if (name.equals("ports")) {
      return ports(path);
    }
    return KEYS.getOrDefault(name, List.of());
  }

  private static List<String> ports(List<String> path) {
    if (path.equals(List.of("spec", "ports"))) {
      return List.of("port", "protocol");
    }
    return path.contains("containers") || path.contains("initContainers")
        ? List.of("containerPort", "protocol")
        : List.of();
  }

  /** Tells whether an object is one value: who sets a part of it sets it all. */
  static boolean isAtomic(List<String> path) {
    String name = path.isEmpty() ? "" : path.get(path.size() - 1);
    return switch (name) {
      case "nodeSelector", "fieldRef", "secretKeyRef", "configMapKeyRef" -> true;
      case "selector" -> path.size() == 2;
      default -> false;
    };
  }

  /** Returns what tells an item apart, as managed fields write it. */
  static String segment(List<String> keys, JsonNode item) {
    return keys.stream()
        .map(key -> "\"" + key + "\":" + value(key, item))
        .collect(Collectors.joining(",", "k:{", "}"));
  }

  private static String value(String key, JsonNode item) {
    JsonNode value = item.get(key);
    return value == null ? key.equals("protocol") ? "\"TCP\"" : "null" : Json.write(value);
  }
}
