package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects as JSON trees and as the client's types. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** Reads JSON; fails with the parser's exception when it is malformed. */
  static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /** Reads JSON or YAML. */
  static JsonNode readYaml(String text) {
    return MAPPER.readTree(OBJECTS.convertToJson(text));
  }

  static String write(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  static ObjectNode tree(Object value) {
    // by text, since a converted tree tells long from int where a parsed one does not
    return (ObjectNode) MAPPER.readTree(OBJECTS.asJson(value));
  }

  static <T> T typed(JsonNode node, Class<T> type) {
    return OBJECTS.convertValue(node, type);
  }

  /** Returns the node below; a missing node when there is none. */
  static JsonNode at(JsonNode node, String... path) {
    JsonNode found = node;
    for (String name : path) {
      found = found.path(name);
    }
    return found;
  }

  /** Returns the text below; empty when there is none. */
  static String text(JsonNode node, String... path) {
    JsonNode found = at(node, path);
    return found.isString() ? found.stringValue() : found.isNumber() ? found.toString() : "";
  }

  /** Returns the object below, which is made when it is not there. */
  static ObjectNode child(ObjectNode parent, String... path) {
    ObjectNode found = parent;
    for (String name : path) {
      found =
          found.get(name) instanceof ObjectNode there
              ? there
              : (ObjectNode) found.set(name, object()).get(name);
    }
    return found;
  }

  static ObjectNode meta(ObjectNode object) {
    return child(object, "metadata");
  }

  static String name(JsonNode object) {
    return text(object, "metadata", "name");
  }

  static String namespace(JsonNode object) {
    return text(object, "metadata", "namespace");
  }

  static String version(JsonNode object) {
    return text(object, "metadata", "resourceVersion");
  }

  static String uid(JsonNode object) {
    return text(object, "metadata", "uid");
  }

  /** Returns the object without some of its fields; what is below them is shared. */
  static ObjectNode without(ObjectNode object, String... fields) {
    ObjectNode rest = object();
    object.forEachEntry(rest::set);
    return rest.remove(List.of(fields));
  }

  /** Copies a field from one object to another, or its absence. */
  static void carry(String field, ObjectNode from, ObjectNode to) {
    JsonNode value = from.get(field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value.deepCopy());
    }
  }
}
