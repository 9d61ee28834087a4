package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Refusal.Problem;
import io.verdigris.testkit.cluster.Registry.Write;
import io.verdigris.testkit.cluster.Resources.Target;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The subresource {@code scale}: an object's number of replicas as an object of its own. */
record Scales(Resources resources, Registry registry) {
  private static final String GROUP = "autoscaling";

  Reply handle(Target target, ApiRequest request) {
    return switch (request.verb()) {
      case "GET" -> Reply.ok(scale(resources.get(target)));
      case "PUT" -> {
        ObjectNode wanted = object(request);
        yield edit(target, request, scale -> wanted);
      }
      case "PATCH" -> {
        boolean json = request.contentType().equals("application/json-patch+json");
        JsonNode patch = Bodies.json(request);
        yield edit(
            target,
            request,
            scale -> json ? JsonPatch.apply(patch, scale) : MergePatch.apply(patch, scale, false));
      }
      default -> throw Api.notAllowed();
    };
  }

  private static ObjectNode object(ApiRequest request) {
    if (Bodies.json(request) instanceof ObjectNode object) {
      return object;
    }
    throw Refusal.badRequest("the object provided is unrecognized (must be of type Scale)");
  }

  private Reply edit(
      Target target, ApiRequest request, java.util.function.UnaryOperator<ObjectNode> change) {
    Write plain = Resources.write(target, request, "UpdateOptions");
    Write write = new Write(plain.ownership(), "", plain.dryRun());
    ObjectNode after =
        registry.update(
            target.key(),
            write,
            before -> {
              ObjectNode scale = change.apply(scale(before));
              ObjectNode edited = before.deepCopy();
              Json.child(edited, "spec").put("replicas", replicas(target, scale));
              Json.carry("resourceVersion", Json.meta(scale), Json.meta(edited));
              return edited;
            });
    return Reply.ok(scale(after));
  }

  private static int replicas(Target target, ObjectNode scale) {
    JsonNode replicas = Json.at(scale, "spec", "replicas");
    int number = replicas.asInt(0);
    if (number < 0) {
      throw Refusal.invalid(
          GROUP,
          "Scale",
          target.path().name(),
          List.of(Problem.value("spec.replicas", number, "must be greater than or equal to 0")));
    }
    return number;
  }

  private static ObjectNode scale(ObjectNode object) {
    ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", GROUP + "/v1");
    List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
        .forEach(field -> Json.carry(field, Json.meta(object.deepCopy()), Json.meta(scale)));
    int wanted = Json.at(object, "spec", "replicas").asInt(0);
    ObjectNode spec = scale.putObject("spec");
    if (wanted != 0) {
      spec.put("replicas", wanted);
    }
    scale
        .putObject("status")
        .put("replicas", Json.at(object, "status", "replicas").asInt(0))
        .put("selector", selector(Json.at(object, "spec", "selector", "matchLabels")));
    return scale;
  }

  private static String selector(JsonNode labels) {
    return labels.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(label -> label.getKey() + "=" + label.getValue().asString(""))
        .collect(Collectors.joining(","));
  }
}
