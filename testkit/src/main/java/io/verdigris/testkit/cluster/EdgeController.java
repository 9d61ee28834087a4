package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says in the status of routes whether the cluster's edge has taken them over: it has, unless they
 * name a Service that is not there.
 */
final class EdgeController {
  private final Inventory inventory;
  private final ControlLoop loop;
  private final Supplier<Duration> lag;
  private final ControlLoop.Controller routes =
      (namespace, name) -> sync(HTTPRoute.class, namespace, name, this::parents);
  private final ControlLoop.Controller proxies =
      (namespace, name) -> sync(HTTPProxy.class, namespace, name, this::valid);

  /**
   * @param lag how long after a change it says so
   */
  EdgeController(Inventory inventory, ControlLoop loop, Supplier<Duration> lag) {
    this.inventory = inventory;
    this.loop = loop;
    this.lag = lag;
  }

  /** Plans a turn for each object that a change concerns. */
  void changed(HasMetadata object) {
    if (object instanceof HTTPRoute) {
      loop.plan(routes, object, lag.get());
    } else if (object instanceof HTTPProxy) {
      loop.plan(proxies, object, lag.get());
    } else if (object instanceof Service) {
      String namespace = object.getMetadata().getNamespace();
      inventory.list(HTTPRoute.class, namespace).forEach(this::changed);
      inventory.list(HTTPProxy.class, namespace).forEach(this::changed);
    }
  }

  private <T extends HasMetadata> void sync(
      Class<T> type, String namespace, String name, BiConsumer<ObjectNode, ObjectNode> tell) {
    inventory
        .get(type, namespace, name)
        .ifPresent(object -> inventory.update(object, now -> told(type, now, tell)));
  }

  private static <T extends HasMetadata> T told(
      Class<T> type, T object, BiConsumer<ObjectNode, ObjectNode> tell) {
    ObjectNode tree = Json.tree(object);
    tell.accept(tree, Json.child(tree, "status"));
    return Json.typed(tree, type);
  }

  private void parents(ObjectNode route, ObjectNode status) {
    String missing = missing(route, WeightedRoutes.ofRoute(route));
    ArrayNode parents = status.putArray("parents");
    for (var parent : Json.at(route, "spec", "parentRefs").values()) {
      ObjectNode told = parents.addObject().put("controllerName", "verdigris.test/edge");
      told.set("parentRef", parent.deepCopy());
      ArrayNode conditions = told.putArray("conditions");
      condition(conditions, route, "Accepted", "Accepted", "");
      condition(
          conditions,
          route,
          "ResolvedRefs",
          missing.isEmpty() ? "ResolvedRefs" : "BackendNotFound",
          missing);
    }
  }

  private void valid(ObjectNode proxy, ObjectNode status) {
    String missing = missing(proxy, WeightedRoutes.ofProxy(proxy));
    ObjectNode valid =
        condition(
            status.putArray("conditions"),
            proxy,
            "Valid",
            missing.isEmpty() ? "Valid" : "ErrorPresent",
            missing.isEmpty() ? "" : "At least one error present, see Errors for details");
    if (!missing.isEmpty()) {
      valid
          .putArray("errors")
          .addObject()
          .put("type", "ServiceError")
          .put("reason", "ServiceUnresolvedReference")
          .put("message", missing);
    }
  }

  private static ObjectNode condition(
      ArrayNode conditions, ObjectNode object, String type, String reason, String problem) {
    return conditions
        .addObject()
        .put("type", type)
        .put("status", problem.isEmpty() ? "True" : "False")
        .put("reason", reason)
        .put("message", problem)
        .put("observedGeneration", Json.at(object, "metadata", "generation").asInt(1));
  }

  /** Names the Services that are not there; empty when all are. */
  private String missing(ObjectNode object, List<IngressRoute> lines) {
    return lines.stream()
        .flatMap(line -> Stream.concat(line.backends().stream(), line.mirrors().stream()))
        .map(IngressRoute.Backend::service)
        .distinct()
        .filter(s -> inventory.get(Service.class, Json.namespace(object), s).isEmpty())
        .map(service -> "service \"" + service + "\" not found")
        .collect(Collectors.joining(", "));
  }
}
