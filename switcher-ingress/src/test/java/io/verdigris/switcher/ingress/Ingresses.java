package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.verdigris.Application;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Objects as an API server would answer them. */
final class Ingresses {
  static final Application WEB = new Application("shop", "web");

  private Ingresses() {}

  /** An Ingress whose host leads from {@code /0}, {@code /1} … to these Services. */
  static IngressBuilder ingress(String name, String host, String... services) {
    List<HTTPIngressPath> paths =
        Stream.iterate(0, i -> i < services.length, i -> i + 1)
            .map(i -> path("/" + i, services[i]))
            .toList();
    return new IngressBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid("uid-of-" + name)
        .withResourceVersion("11")
        .withGeneration(7L)
        .addToAnnotations("verdigris.io/fence", "3")
        .endMetadata()
        .withNewSpec()
        .addNewRule()
        .withHost(host)
        .withNewHttp()
        .withPaths(paths)
        .endHttp()
        .endRule()
        .endSpec();
  }

  private static HTTPIngressPath path(String path, String service) {
    return new HTTPIngressPathBuilder()
        .withPath(path)
        .withPathType("Prefix")
        .withNewBackend()
        .withNewService()
        .withName(service)
        .withNewPort()
        .withName("http")
        .endPort()
        .endService()
        .endBackend()
        .build();
  }

  static IngressReading reading(Ingress ingress) {
    return new IngressReading(ingress, WEB);
  }

  static IngressReading reading(String... services) {
    return reading(ingress("web", "shop.example", services).build());
  }

  static Ingress appliedBy(String manager, String field) {
    var fields = new FieldsV1();
    fields.setAdditionalProperty("f:spec", Map.of("f:" + field, Map.of()));
    return ingress("web", "shop.example", "web-blue")
        .editMetadata()
        .addNewManagedField()
        .withManager(manager)
        .withOperation("Apply")
        .withFieldsV1(fields)
        .endManagedField()
        .endMetadata()
        .build();
  }

  static Service service(String name, Map<String, String> selector) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withSelector(selector)
        .addNewPort()
        .withName("http")
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }
}
