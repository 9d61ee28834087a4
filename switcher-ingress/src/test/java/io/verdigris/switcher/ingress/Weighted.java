package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.verdigris.kubernetes.FencedPatch;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Objects with weights as an API server would answer them. */
final class Weighted {
  static final String META =
      """
      metadata:
        namespace: shop
        name: web
        uid: uid-of-web
        generation: 7
        annotations: {verdigris.io/fence: "3"}
      """;

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Weighted() {}

  static WeightedRoute<HttpRoute> route(HttpRouteBackends settings, String yaml) {
    var kind = HttpRouteBackends.kind(settings.extension().settings());
    return kind.read(read(HttpRoute.class, yaml), Ingresses.WEB);
  }

  static WeightedRoute<HttpRoute> route(String yaml) {
    return route(HttpRouteBackends.found(), yaml);
  }

  static WeightedRoute<HttpProxy> proxy(HttpProxyServices settings, String yaml) {
    var kind = HttpProxyServices.kind(settings.extension().settings());
    return kind.read(read(HttpProxy.class, yaml), Ingresses.WEB);
  }

  static WeightedRoute<HttpProxy> proxy(String yaml) {
    return proxy(HttpProxyServices.found(), yaml);
  }

  private static <T extends GenericKubernetesResource> T read(Class<T> type, String yaml) {
    return YAML.unmarshal(META + yaml, type);
  }

  /** Reads a value in YAML's short form. */
  static Object value(String yaml) {
    return Fields.of(YAML.unmarshal("value:\n" + yaml.indent(2), Map.class)).value("value");
  }

  static List<Map<String, Object>> operations(
      WeightedRoute<?> route, Consumer<FencedPatch> change) {
    FencedPatch patch = FencedPatch.fenced(route.object(), 3);
    change.accept(patch);
    return patch.operations();
  }

  static Map<String, Object> operation(String op, String path, Object value) {
    return Map.of("op", op, "path", path, "value", value);
  }
}
