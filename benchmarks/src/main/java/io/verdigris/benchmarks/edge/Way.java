package io.verdigris.benchmarks.edge;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.verdigris.Extension;
import io.verdigris.switcher.ingress.HttpProxyServices;
import io.verdigris.switcher.ingress.HttpRouteBackends;
import io.verdigris.switcher.ingress.IngressBackend;
import io.verdigris.testkit.cluster.TestApplication;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is switched behind the edge; each object is named web and serves the namespace's host. */
public enum Way {
  /** An Ingress names the stable Service, whose selector moves. */
  SELECTOR("service-selector behind an Ingress", "") {
    @Override
    List<Extension> switcher() {
      return List.of();
    }

    @Override
    void create(TestApplication web, String ingressClass) {
      web.service(TestApplication.selector("blue"));
      web.ingress(ingressClass, "web");
    }
  },

  /** An Ingress names a colour's own Service. */
  INGRESS_BACKEND("ingress-backend", "") {
    @Override
    List<Extension> switcher() {
      return List.of(IngressBackend.named("web").extension());
    }

    @Override
    void create(TestApplication web, String ingressClass) {
      services(web);
      web.ingress(ingressClass, "web-blue");
    }
  },

  /** Weights of a Gateway API HTTPRoute. */
  GATEWAY_HTTPROUTE(
      "gateway-httproute",
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: web, namespace: %1$s}
      spec:
        parentRefs: [{name: web, namespace: ingress}]
        hostnames: [%1$s]
        rules:
        - matches: [{path: {type: PathPrefix, value: /}}]
          backendRefs: [{name: web-blue, port: 80}]
      """) {
    @Override
    List<Extension> switcher() {
      return List.of(HttpRouteBackends.named("web").extension());
    }
  },

  /** Weights of a Contour HTTPProxy. */
  CONTOUR_HTTPPROXY(
      "contour-httpproxy",
      """
      apiVersion: projectcontour.io/v1
      kind: HTTPProxy
      metadata: {name: web, namespace: %1$s}
      spec:
        virtualhost: {fqdn: %1$s}
        routes:
        - conditions: [{prefix: /}]
          services: [{name: web-blue, port: 80}]
      """) {
    @Override
    List<Extension> switcher() {
      return List.of(HttpProxyServices.named("web").extension());
    }
  };

  private final String title;
  private final String object;

  Way(String title, String object) {
    this.title = title;
    this.object = object;
  }

  String title() {
    return title;
  }

  abstract List<Extension> switcher();

  /** Creates the Services and what directs traffic to blue. */
  void create(TestApplication web, String ingressClass) {
    services(web);
    var made =
        web.client()
            .getKubernetesSerialization()
            .unmarshal(
                String.format(Locale.ROOT, object, web.namespace()),
                GenericKubernetesResource.class);
    web.client().resource(made).create();
  }

  private static void services(TestApplication web) {
    web.service(Map.of("app", "web", "color", "none"));
    web.service("web-blue", TestApplication.selector("blue"));
  }
}
