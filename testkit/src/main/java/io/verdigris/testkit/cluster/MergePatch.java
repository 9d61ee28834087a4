package io.verdigris.testkit.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a patch into an object; null removes. A strategic one merges lists by the keys of their
 * items.
 */
final class MergePatch {
  private static final String DIRECTIVE = "$patch";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";

  private final boolean strategic;

  private MergePatch(boolean strategic) {
    this.strategic = strategic;
  }

  static ObjectNode apply(JsonNode patch, ObjectNode object, boolean strategic) {
    if (!(patch instanceof ObjectNode fields)) {
      throw Refusal.badRequest("error decoding patch: a merge patch is an object");
    }
    ObjectNode merged = object.deepCopy();
    new MergePatch(strategic).merge(fields, merged, List.of());
    return merged;
  }

  private void merge(ObjectNode patch, ObjectNode target, List<String> path) {
    if (strategic && Json.text(patch, DIRECTIVE).equals("replace")) {
      target.removeAll();
    }
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      if (strategic && name.startsWith("$")) {
        direct(name, field.getValue(), target);
      } else {
        merge(name, field.getValue(), target, below(path, name));
      }
    }
  }

  /** What sets the order of a list is passed over: order means nothing where lists are merged. */
  private static void direct(String directive, JsonNode value, ObjectNode target) {
    if (directive.startsWith(DELETE_FROM)
        && target.get(directive.substring(DELETE_FROM.length())) instanceof ArrayNode list) {
      list.removeIf(item -> value.values().contains(item));
    }
  }

  private void merge(String name, JsonNode value, ObjectNode target, List<String> path) {
    JsonNode there = target.get(name);
    if (value.isNull()) {
      target.remove(name);
    } else if (value instanceof ObjectNode fields) {
      if (strategic && Json.text(fields, DIRECTIVE).equals("delete")) {
        target.remove(name);
      } else {
        merge(fields, Json.child(target, name), path);
      }
    } else if (strategic && value instanceof ArrayNode items && mergesItems(items, path)) {
      target.set(name, mergedList(items, there instanceof ArrayNode a ? a : Json.array(), path));
    } else {
      target.set(name, value.deepCopy());
    }
  }

  private static boolean mergesItems(ArrayNode items, List<String> path) {
    boolean values = path.get(path.size() - 1).equals("finalizers");
    return values
        || (!ListShape.keys(path).isEmpty()
            && items.values().stream().allMatch(JsonNode::isObject));
  }

  private ArrayNode mergedList(ArrayNode items, ArrayNode there, List<String> path) {
    ArrayNode merged = there.deepCopy();
    List<String> keys = ListShape.keys(path);
    for (JsonNode item : items) {
      if (item instanceof ObjectNode fields && Json.text(item, DIRECTIVE).equals("replace")) {
        merged.removeAll();
        fields.remove(DIRECTIVE);
      } else if (item instanceof ObjectNode fields) {
        mergeItem(fields, merged, keys.get(0), path);
      } else if (!merged.values().contains(item)) {
        merged.add(item.deepCopy());
      }
    }
    return merged;
  }

  private void mergeItem(ObjectNode item, ArrayNode merged, String key, List<String> path) {
    JsonNode id = item.get(key);
    if (id == null) {
      throw Refusal.of(500, "", item + " does not contain declared merge key: " + key);
    }
    if (Json.text(item, DIRECTIVE).equals("delete")) {
      merged.removeIf(there -> id.equals(there.get(key)));
      return;
    }
    for (JsonNode there : merged) {
      if (there instanceof ObjectNode target && id.equals(there.get(key))) {
        merge(item, target, path);
        return;
      }
    }
    merge(item, merged.addObject(), path);
  }

  private static List<String> below(List<String> path, String name) {
    var below = new ArrayList<>(path);
    below.add(name);
    return below;
  }
}
