package io.verdigris.testkit.cluster;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies a JSON patch as the API server does: as a whole or not at all, and without telling which
 * operation failed. Unlike in the RFC, {@code test} of a missing key against null passes and {@code
 * replace} of a missing key creates it.
 */
final class JsonPatch {
  private JsonPatch() {}

  static ObjectNode apply(JsonNode patch, ObjectNode object) {
    if (!(patch instanceof ArrayNode)) {
      throw Refusal.badRequest("error decoding patch: a JSON patch is an array of operations");
    }
    ObjectNode patched = object.deepCopy();
    for (JsonNode operation : patch) {
      if (Json.text(operation, "path").isEmpty()) {
        patched = whole(operation, patched);
      } else {
        perform(operation, patched);
      }
    }
    return patched;
  }

  /** An operation on the document itself; whoever takes its name away hears of that later. */
  private static ObjectNode whole(JsonNode operation, ObjectNode document) {
    String name = Json.text(operation, "op");
    boolean replaces = name.equals("add") || name.equals("replace");
    if (replaces && operation.get("value") instanceof ObjectNode value) {
      return value.deepCopy();
    }
    if (!name.equals("test")) {
      throw Refusal.unprocessable();
    }
    test(document, operation.path("value"));
    return document;
  }

  private static void perform(JsonNode operation, ObjectNode document) {
    Place place = Place.of(document, Json.text(operation, "path"));
    switch (Json.text(operation, "op")) {
      case "test" -> test(place.get(), operation.path("value"));
      case "add" -> place.add(value(operation));
      case "replace" -> place.set(value(operation));
      case "remove" -> place.remove();
      case "move" -> {
        Place from = Place.of(document, Json.text(operation, "from"));
        JsonNode moved = present(from.get());
        from.remove();
        Place.of(document, Json.text(operation, "path")).add(moved);
      }
      case "copy" ->
          place.add(present(Place.of(document, Json.text(operation, "from")).get()).deepCopy());
      default -> throw Refusal.unprocessable();
    }
  }

  private static void test(@Nullable JsonNode there, JsonNode wanted) {
    JsonNode present = there == null ? NullNode.getInstance() : there;
    JsonNode expected = wanted.isMissingNode() ? NullNode.getInstance() : wanted;
    if (!present.equals(expected)) {
      throw Refusal.unprocessable();
    }
  }

  private static JsonNode value(JsonNode operation) {
    JsonNode value = operation.get("value");
    return value == null ? NullNode.getInstance() : value.deepCopy();
  }

  private static JsonNode present(@Nullable JsonNode node) {
    if (node == null) {
      throw Refusal.unprocessable();
    }
    return node;
  }

  /** A key in an object or an index in an array, whether something is there or not. */
  private record Place(JsonNode parent, String key) {
    static Place of(JsonNode document, String pointer) {
      List<String> path = segments(pointer);
      JsonNode parent = document;
      for (String segment : path.subList(0, path.size() - 1)) {
        parent = present(new Place(parent, segment).get());
      }
      if (!parent.isContainer()) {
        throw Refusal.unprocessable();
      }
      return new Place(parent, path.get(path.size() - 1));
    }

    private static List<String> segments(String pointer) {
      if (!pointer.startsWith("/")) {
        throw Refusal.unprocessable();
      }
      var segments = new ArrayList<String>();
      for (String segment : pointer.substring(1).split("/", -1)) {
        segments.add(segment.replace("~1", "/").replace("~0", "~"));
      }
      return segments;
    }

    @Nullable JsonNode get() {
      return parent instanceof ArrayNode array
          ? array.get(index(array.size() - 1))
          : parent.get(key);
    }

    void add(JsonNode value) {
      if (parent instanceof ArrayNode array) {
        array.insert(key.equals("-") ? array.size() : index(array.size()), value);
      } else {
        ((ObjectNode) parent).set(key, value);
      }
    }

    void set(JsonNode value) {
      if (parent instanceof ArrayNode array) {
        array.set(index(array.size() - 1), value);
      } else {
        ((ObjectNode) parent).set(key, value);
      }
    }

    void remove() {
      present(get());
      if (parent instanceof ArrayNode array) {
        array.remove(index(array.size() - 1));
      } else {
        ((ObjectNode) parent).remove(key);
      }
    }

    private int index(int last) {
      if (!key.matches("\\d{1,9}") || Integer.parseInt(key) > last) {
        throw Refusal.unprocessable();
      }
      return Integer.parseInt(key);
    }
  }
}
