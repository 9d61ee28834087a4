package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * By which object simulated clients' requests find their Services: the Service itself, or one at
 * the edge.
 *
 * @param type {@link Service}, {@link Ingress}, {@link HTTPRoute} or {@link HTTPProxy}
 * @param name the object's name, in the application's namespace
 */
public record WayIn(Class<? extends HasMetadata> type, String name) {
  /** The host that clients of an edge ask. */
  public static final String HOST = "shop.example";

  /** The paths that they ask, each as often. */
  public static final List<String> PATHS = List.of("/", "/cart");

  /** Returns the kind of the object. */
  public String kind() {
    return HasMetadata.getKind(type);
  }

  boolean isAtEdge() {
    return !type.equals(Service.class);
  }

  boolean is(HasMetadata object) {
    return type.isInstance(object) && name.equals(object.getMetadata().getName());
  }

  /**
   * Returns the share of requests that each Service gets, from 0 to 1; what no rule takes is
   * missing.
   */
  public Map<String, Double> shares(JsonNode object) {
    var shares = new TreeMap<String, Double>();
    if (!isAtEdge()) {
      shares.put(name, 1.0);
      return shares;
    }
    List<IngressRoute> lines = lines((ObjectNode) object);
    for (String path : PATHS) {
      IngressRoute.find(List.of(lines), HttpMessage.get(path, HOST))
          .ifPresent(line -> add(shares, line));
    }
    return shares;
  }

  private List<IngressRoute> lines(ObjectNode object) {
    if (type.equals(Ingress.class)) {
      return IngressRoute.of(Json.typed(object, Ingress.class));
    }
    return type.equals(HTTPProxy.class)
        ? WeightedRoutes.ofProxy(object)
        : WeightedRoutes.ofRoute(object);
  }

  private static void add(Map<String, Double> shares, IngressRoute line) {
    double all = line.backends().stream().mapToInt(IngressRoute.Backend::weight).sum();
    for (IngressRoute.Backend backend : line.backends()) {
      if (backend.weight() > 0) {
        shares.merge(backend.service(), backend.weight() / all / PATHS.size(), Double::sum);
      }
    }
  }
}
