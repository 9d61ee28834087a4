package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.testkit.cluster.HTTPProxy;
import io.verdigris.testkit.cluster.WayIn;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The weights of an HTTPRoute or an HTTPProxy of one rule. */
record ByRoute(String id, Shape shape) implements Directing {

  /** How a kind of object says it. */
  enum Shape {
    ROUTE(
        HTTPRoute.class,
        "rules",
        "backendRefs",
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
        """),
    PROXY(
        HTTPProxy.class,
        "routes",
        "services",
        """
        apiVersion: projectcontour.io/v1
        kind: HTTPProxy
        metadata: {name: web, namespace: shop}
        spec:
          virtualhost: {fqdn: %s}
          routes:
          - conditions: [{prefix: /}]
            services: [{name: web-blue, port: 80}]
        """);

    private final Class<? extends HasMetadata> type;
    private final String rules;
    private final String backends;
    private final String manifest;

    Shape(Class<? extends HasMetadata> type, String rules, String backends, String manifest) {
      this.type = type;
      this.rules = rules;
      this.backends = backends;
      this.manifest = manifest;
    }

    private void path(JsonNode rule, String path) {
      if (this == ROUTE) {
        ((ObjectNode) rule.path("matches").path(0).path("path")).put("value", path);
      } else {
        ((ObjectNode) rule.path("conditions").path(0)).put("prefix", path);
      }
    }
  }

  @Override
  public Optional<Extension> switcher() {
    return Optional.of(Extension.of(Extension.Kind.SWITCHER, id, Map.of()));
  }

  @Override
  public Class<? extends HasMetadata> type() {
    return shape.type;
  }

  @Override
  public Optional<String> manifest() {
    return Optional.of(shape.manifest.formatted(WayIn.HOST));
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
    for (JsonNode rule : object.path("spec").path(shape.rules)) {
      if (rule.path(shape.backends).path(0).path("name").asString("").startsWith("web")) {
        ArrayNode backends = ((ObjectNode) rule).putArray(shape.backends);
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
    var rules = (ArrayNode) object.path("spec").path(shape.rules);
    ObjectNode other = (ObjectNode) rules.path(0).deepCopy();
    shape.path(other, "/docs");
    add(other.putArray(shape.backends), "docs", 1);
    rules.insert(0, other);
  }
}
