package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.verdigris.Extension;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;
import io.verdigris.testkit.cluster.TestApplication;
import java.util.Map;

/** The kinds of objects with weights, as tests create them: named web, for the namespace's host. */
enum WeightedEdge {
  HTTP_ROUTE(HttpRoute.class) {
    @Override
    TrafficSwitcherProvider provider() {
      return new HttpRouteSwitcherProvider();
    }

    @Override
    String spec(String host, String backends) {
      return """
          parentRefs: [{name: web, namespace: ingress}]
          hostnames: [%s]
          rules:
          - matches: [{path: {type: PathPrefix, value: /}}]
            backendRefs: [%s]
          """
          .formatted(host, backends);
    }

    @Override
    Extension extension() {
      return HttpRouteBackends.named("web").extension();
    }

    @Override
    Extension preview() {
      return HttpRouteBackends.named("web").header("X-Preview", "yes").mirror().extension();
    }
  },

  HTTP_PROXY(HttpProxy.class) {
    @Override
    TrafficSwitcherProvider provider() {
      return new HttpProxySwitcherProvider();
    }

    @Override
    String spec(String host, String backends) {
      return """
          virtualhost: {fqdn: %s}
          routes:
          - conditions: [{prefix: /}]
            services: [%s]
          """
          .formatted(host, backends);
    }

    @Override
    Extension extension() {
      return HttpProxyServices.found().extension();
    }

    @Override
    Extension preview() {
      return HttpProxyServices.named("web").header("X-Preview", "yes").mirror().extension();
    }
  };

  private final Class<? extends GenericKubernetesResource> type;

  WeightedEdge(Class<? extends GenericKubernetesResource> type) {
    this.type = type;
  }

  abstract TrafficSwitcherProvider provider();

  /**
   * Returns the spec of an object.
   *
   * @param backends what stands in its list of backends
   */
  abstract String spec(String host, String backends);

  /** Returns the settings without more. */
  abstract Extension extension();

  /** Returns the settings with a way for testers and copies of requests. */
  abstract Extension preview();

  TrafficSwitcher switcher(TestApplication web, Extension extension) {
    return provider().create(web.context()).with(extension.settings());
  }

  private static String backends(Map<String, Integer> weights) {
    var text = new StringBuilder();
    weights.forEach(
        (colour, weight) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append("{name: web-%s, port: 80, weight: %d}".formatted(colour, weight)));
    return text.toString();
  }

  /** Creates the object, which gives all traffic to blue. */
  void create(TestApplication web) {
    web.client().resource(object(web, "{name: web-blue, port: 80}")).create();
  }

  private GenericKubernetesResource object(TestApplication web, String backends) {
    String text =
        "apiVersion: %s\nkind: %s\nmetadata: {name: web, namespace: %s}\nspec:\n"
            .formatted(HasMetadata.getApiVersion(type), HasMetadata.getKind(type), web.namespace());
    return web.client()
        .getKubernetesSerialization()
        .unmarshal(text + spec(web.namespace(), backends).indent(2), type);
  }

  private Resource<? extends GenericKubernetesResource> resource(TestApplication web) {
    return web.client().resources(type).inNamespace(web.namespace()).withName("web");
  }

  Fields read(TestApplication web) {
    return Fields.of(resource(web).get().getAdditionalProperties());
  }

  /** Gives the colours these weights, as a person would. */
  void weigh(TestApplication web, Map<String, Integer> weights) {
    var wanted = object(web, backends(weights)).getAdditionalProperties();
    resource(web)
        .patch(
            // whatever its controller has said of it by now
            PatchContext.of(PatchType.JSON_MERGE),
            web.client().getKubernetesSerialization().asJson(wanted));
  }
}
