package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.testkit.cluster.WayIn;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The weights of an HTTPRoute of one rule. */
record ByRoute(String id) implements Directing {
  private static final String REFS = "backendRefs";

  @Override
  public Optional<Extension> switcher() {
    return Optional.of(Extension.of(Extension.Kind.SWITCHER, id, Map.of()));
  }

  @Override
  public Class<? extends HasMetadata> type() {
    return HTTPRoute.class;
  }

  @Override
  public Optional<String> manifest() {
    return Optional.of(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: web, namespace: shop}
        spec:
          parentRefs: [{name: edge}]
          hostnames: [%s]
          rules:
          - matches: [{path: {type: PathPrefix, value: /}}]
            backendRefs: [{name: web-blue, port: 80}]
        """
            .formatted(WayIn.HOST));
  }

  @Override
  public boolean shares() {
    return true;
  }

  @Override
  public boolean weighs() {
    return true;
  }

  @Override
  public Map<Colour, Integer> parts(JsonNode object) {
    return Parts.of(type(), object);
  }

  @Override
  public void direct(ObjectNode object, Map<Colour, Integer> parts) {
    for (JsonNode rule : object.path("spec").path("rules")) {
      if (rule.path(REFS).path(0).path("name").asString("").startsWith("web")) {
        ArrayNode backends = ((ObjectNode) rule).putArray(REFS);
        parts.forEach((colour, weight) -> add(backends, "web-" + colour.label(), weight));
        if (parts.isEmpty()) {
          add(backends, "web", 1);
        }
      }
    }
  }

  private static void add(ArrayNode backends, String service, int weight) {
    backends.addObject().put("name", service).put("port", 80).put("weight", weight);
  }

  @Override
  public void addRule(ObjectNode object) {
    var rules = (ArrayNode) object.path("spec").path("rules");
    ObjectNode other = (ObjectNode) rules.path(0).deepCopy();
    ((ObjectNode) other.path("matches").path(0).path("path")).put("value", "/docs");
    add(other.putArray(REFS), "docs", 1);
    rules.insert(0, other);
  }
}
