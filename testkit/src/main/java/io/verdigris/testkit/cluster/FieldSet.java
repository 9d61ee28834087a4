package io.verdigris.testkit.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of an object with their values, each under its path as managed fields write it: {@code
 * f:spec}, {@code f:ports}, {@code k:{"port":80,"protocol":"TCP"}}, {@code f:targetPort}. A path
 * that ends in {@code .} stands for a list item or a map itself.
 */
record FieldSet(Map<List<String>, JsonNode> values) {
  private static final String SELF = ".";
  private static final List<String> MAPS = List.of("data", "binaryData", "stringData");

  /** Returns the fields that a manager can own. */
  static FieldSet of(ObjectNode object) {
    var set = new FieldSet(new LinkedHashMap<>());
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      switch (field.getKey()) {
        case "apiVersion", "kind" -> {}
        case "metadata" -> set.addMetadata(field.getValue());
        default ->
            set.add(field.getValue(), List.of("f:" + field.getKey()), List.of(field.getKey()));
      }
    }
    return set;
  }

  private void addMetadata(JsonNode metadata) {
    for (String name : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
      if (metadata.has(name)) {
        add(metadata.get(name), List.of("f:metadata", "f:" + name), List.of("metadata", name));
      }
    }
  }

  private void add(JsonNode value, List<String> segments, List<String> path) {
    if (value instanceof ObjectNode object && !object.isEmpty() && !ListShape.isAtomic(path)) {
      if (path.size() > 1 || MAPS.contains(path.get(0))) {
        values.put(below(segments, SELF), Json.object());
      }
      object.forEachEntry(
          (name, child) -> add(child, below(segments, "f:" + name), below(path, name)));
    } else if (value instanceof ArrayNode list && !ListShape.keys(path).isEmpty()) {
      addItems(list, segments, path);
    } else {
      values.put(segments, value);
    }
  }

  private void addItems(ArrayNode list, List<String> segments, List<String> path) {
    List<String> keys = ListShape.keys(path);
    values.put(below(segments, SELF), Json.array());
    for (JsonNode item : list) {
      List<String> at = below(segments, ListShape.segment(keys, item));
      values.put(below(at, SELF), Json.object());
      item.forEachEntry((name, child) -> add(child, below(at, "f:" + name), below(path, name)));
    }
  }

  /** Returns the paths that are here and not there, or with another value. */
  List<List<String>> differingFrom(FieldSet other) {
    return values.entrySet().stream()
        .filter(e -> !e.getValue().equals(other.values().get(e.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  static boolean isItself(List<String> path) {
    return path.get(path.size() - 1).equals(SELF);
  }

  /** Writes paths as managed fields. */
  static ObjectNode written(Iterable<List<String>> paths) {
    ObjectNode written = Json.object();
    for (List<String> path : paths) {
      Json.child(written, path.toArray(String[]::new));
    }
    return written;
  }

  /** Reads the paths of managed fields. */
  static List<List<String>> read(JsonNode fields) {
    var paths = new ArrayList<List<String>>();
    read(fields, List.of(), paths);
    return paths;
  }

  private static void read(JsonNode fields, List<String> path, List<List<String>> paths) {
    if (fields.isEmpty() && !path.isEmpty()) {
      paths.add(path);
    }
    fields.forEachEntry((segment, below) -> read(below, below(path, segment), paths));
  }

  /** Writes a path as messages do, such as {@code .spec.ports[port=80,protocol="TCP"].nodePort}. */
  static String told(List<String> path) {
    return path.stream()
        .filter(segment -> !segment.equals(SELF))
        .map(FieldSet::told)
        .collect(Collectors.joining());
  }

  private static String told(String segment) {
    return segment.startsWith("f:")
        ? "." + segment.substring(2)
        : segment.replace("k:{", "[").replace("}", "]").replaceAll("\"(\\w+)\":", "$1=");
  }

  private static List<String> below(List<String> path, String segment) {
    var below = new ArrayList<>(path);
    below.add(segment);
    return List.copyOf(below);
  }
}
