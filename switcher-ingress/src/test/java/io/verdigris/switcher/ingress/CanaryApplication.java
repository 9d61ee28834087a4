package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.verdigris.testkit.cluster.TestApplication;
import java.util.Map;

/** The usual application with a primary, {@code web}, and a canary before it. */
record CanaryApplication(TestApplication web) {
  /** A name that ingress-nginx meets after the primary's even when both are made at once. */
  static final String CANARY = "canary";

  /** Creates Services and Ingresses, with blue live. */
  void create(String ingressClass) {
    web.service(Map.of("app", "web", "color", "none"));
    web.service("web-blue", TestApplication.selector("blue"));
    ingresses(ingressClass);
  }

  /** Creates both Ingresses, and the Service of the idle colour, which the canary names. */
  void ingresses(String ingressClass) {
    web.service("web-green", TestApplication.selector("green"));
    Ingress primary = web.ingress(ingressClass, "web-blue");
    web.client()
        .resource(
            new IngressBuilder(primary)
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName(CANARY)
                .withAnnotations(Map.of(Canaries.PREFIX, "true", Canaries.WEIGHT, "0"))
                .endMetadata()
                .editSpec()
                .editFirstRule()
                .editHttp()
                .editFirstPath()
                .editBackend()
                .editService()
                .withName("web-green")
                .endService()
                .endBackend()
                .endPath()
                .endHttp()
                .endRule()
                .endSpec()
                .build())
        .create();
  }

  Resource<Ingress> ingress(String name) {
    return web.client().network().v1().ingresses().inNamespace(web.namespace()).withName(name);
  }

  /** Sets an annotation of the canary as a person would. */
  void annotate(String key, String value) {
    ingress(CANARY)
        .edit(i -> i.edit().editMetadata().addToAnnotations(key, value).endMetadata().build());
  }
}
