package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.testkit.cluster.WayIn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The backends of an Ingress, one for each of the clients' paths. */
record ByIngress(String id) implements Directing {
  @Override
  public Optional<Extension> switcher() {
    return Optional.of(Extension.of(Extension.Kind.SWITCHER, id, Map.of()));
  }

  @Override
  public Class<? extends HasMetadata> type() {
    return Ingress.class;
  }

  @Override
  public Optional<String> manifest() {
    return Optional.of(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: web, namespace: shop}
        spec:
          rules:
          - host: %s
            http:
              paths: [%s, %s]
        """
            .formatted(WayIn.HOST, path(WayIn.PATHS.get(0)), path(WayIn.PATHS.get(1))));
  }

  private static String path(String path) {
    return "{path: %s, pathType: Prefix, backend: {service: {name: web-blue, port: {number: 80}}}}"
        .formatted(path);
  }

  @Override
  public boolean shares() {
    return false;
  }

  @Override
  public boolean weighs() {
    return false;
  }

  @Override
  public Map<Colour, Integer> parts(JsonNode object) {
    return Parts.of(type(), object);
  }

  /** Both have traffic where one path leads to each. */
  @Override
  public void direct(ObjectNode object, Map<Colour, Integer> parts) {
    List<Colour> colours = List.copyOf(parts.keySet());
    for (JsonNode rule : object.path("spec").path("rules")) {
      if (rule.path("host").asString("").equals(WayIn.HOST)) {
        JsonNode paths = rule.path("http").path("paths");
        for (int i = 0; i < paths.size(); i++) {
          name(paths.path(i), i, colours);
        }
      }
    }
  }

  private static void name(JsonNode path, int number, List<Colour> colours) {
    var service = (ObjectNode) path.path("backend").path("service");
    service.put(
        "name", colours.isEmpty() ? "web" : "web-" + colours.get(number % colours.size()).label());
  }

  @Override
  public void addRule(ObjectNode object) {
    var rules = (ArrayNode) object.path("spec").path("rules");
    ObjectNode other = (ObjectNode) rules.path(0).deepCopy();
    other.put("host", "docs.example");
    ((ObjectNode) other.path("http").path("paths").path(0).path("backend").path("service"))
        .put("name", "docs");
    ((ArrayNode) other.path("http").path("paths")).remove(1);
    rules.insert(0, other);
  }
}
