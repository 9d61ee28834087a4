package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Refusal.Problem;
import io.verdigris.testkit.cluster.Resources.Target;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what requests carry. */
final class Bodies {
  static final String APPLY = "application/apply-patch+yaml";

  private static final String JSON_PATCH = "application/json-patch+json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";

  private Bodies() {}

  /**
   * Reads an object of a kind.
   *
   * @throws Refusal 400 when it is malformed or of another kind, 415 when it is no JSON or YAML
   */
  static ObjectNode object(Kind kind, ApiRequest request) {
    JsonNode body =
        switch (request.contentType()) {
          case "", "application/json" -> json(request);
          case "application/yaml" -> yaml(request);
          default ->
              throw Refusal.of(
                  415,
                  "UnsupportedMediaType",
                  "the body of the request was in an unknown format - accepted media types"
                      + " include: application/json, application/yaml");
        };
    if (!(body instanceof ObjectNode object)) {
      throw Refusal.badRequest(
          "the object provided is unrecognized (must be of type " + kind.name() + ")");
    }
    checkKind(kind, object);
    Typing.problem(kind, object)
        .ifPresent(
            problem -> {
              throw Refusal.badRequest(
                  kind.name()
                      + " in version \""
                      + kind.version()
                      + "\" cannot be handled as a "
                      + kind.name()
                      + ": "
                      + problem);
            });
    return withoutNulls(object);
  }

  private static void checkKind(Kind kind, ObjectNode object) {
    String is = Json.text(object, "kind");
    String version = Json.text(object, "apiVersion");
    if (!is.isEmpty() && !is.equals(kind.name())) {
      throw Refusal.badRequest(
          is + " in version \"" + version + "\" cannot be handled as a " + kind.name());
    }
    if (!version.isEmpty() && !version.equals(kind.apiVersion())) {
      throw Refusal.badRequest(
          "the API version in the data ("
              + version
              + ") does not match the expected API version ("
              + kind.apiVersion()
              + ")");
    }
  }

  /** Reads the body as JSON of any kind. */
  static JsonNode json(ApiRequest request) {
    return json(request, "couldn't get version/kind; json parse error: ");
  }

  private static JsonNode json(ApiRequest request, String failure) {
    try {
      return Json.read(request.body());
    } catch (RuntimeException e) {
      throw Refusal.badRequest(failure + Typing.told(e));
    }
  }

  private static JsonNode yaml(ApiRequest request) {
    try {
      return Json.readYaml(request.body());
    } catch (RuntimeException e) {
      throw Refusal.badRequest("error decoding YAML: " + Typing.told(e));
    }
  }

  /** Reads a patch, but for an applied one. */
  static UnaryOperator<ObjectNode> patch(Kind kind, ApiRequest request) {
    String type = request.contentType();
    if (!List.of(JSON_PATCH, MERGE_PATCH, STRATEGIC).contains(type)) {
      throw Refusal.of(415, "UnsupportedMediaType", "415: Unsupported Media Type");
    }
    JsonNode patch = json(request, "error decoding patch: ");
    return before -> {
      ObjectNode after =
          type.equals(JSON_PATCH)
              ? JsonPatch.apply(patch, before)
              : MergePatch.apply(patch, before, type.equals(STRATEGIC));
      Typing.problem(kind, after)
          .ifPresent(
              problem -> {
                throw Refusal.invalid(
                    "",
                    "",
                    "",
                    List.of(Problem.value("patch", "\"" + Json.write(after) + "\"", problem)));
              });
      return withoutNulls(after);
    };
  }

  /** Reads what is applied. */
  static ObjectNode declared(Target target, ApiRequest request) {
    if (request.query("fieldManager").isEmpty()) {
      throw Refusal.invalid(
          "meta.k8s.io",
          "PatchOptions",
          "",
          List.of(Problem.required("fieldManager", "is required for apply patch")));
    }
    if (!(yaml(request) instanceof ObjectNode declared)) {
      throw Refusal.badRequest("error decoding YAML: an object is applied");
    }
    Kind kind = target.kind();
    if (!Json.text(declared, "kind").equals(kind.name())
        || !Json.text(declared, "apiVersion").equals(kind.apiVersion())) {
      throw Refusal.badRequest(
          "invalid object type: "
              + Json.text(declared, "apiVersion")
              + ", Kind="
              + Json.text(declared, "kind"));
    }
    if (!Json.at(declared, "metadata", "managedFields").isEmpty()) {
      throw Refusal.badRequest("metadata.managedFields must be nil");
    }
    Typing.problem(kind, declared)
        .ifPresent(
            problem -> {
              throw Refusal.of(500, "", "failed to create typed patch object: " + problem);
            });
    checkName(target, Json.name(declared));
    Json.meta(declared).put("name", target.path().name());
    return withoutNulls(declared);
  }

  private static void checkName(Target target, String name) {
    String wanted = target.path().name();
    if (!name.isEmpty() && !name.equals(wanted)) {
      throw Refusal.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + wanted
              + ")");
    }
  }

  /** What is null is not there. */
  private static ObjectNode withoutNulls(ObjectNode object) {
    object.removeIf(JsonNode::isNull);
    for (JsonNode child : object) {
      clean(child);
    }
    return object;
  }

  private static void clean(JsonNode node) {
    if (node instanceof ObjectNode object) {
      withoutNulls(object);
    } else {
      node.forEach(Bodies::clean);
    }
  }
}
