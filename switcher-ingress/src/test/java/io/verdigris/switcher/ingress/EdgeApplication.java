package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestNamespace;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The usual application in a namespace of its own, with an Ingress whose host is the namespace. */
record EdgeApplication(TestNamespace namespace) implements AutoCloseable {

  static EdgeApplication on(TestCluster cluster) {
    return new EdgeApplication(TestNamespace.on(cluster));
  }

  /** Creates the stable Service, which selects no pod. */
  void stable() {
    namespace.service(Map.of("app", TestApplication.SERVICE, "color", "none"));
  }

  /** Creates a colour's own Service. */
  void coloured(String colour) {
    namespace.create(
        TestApplication.service(namespace.name(), TestApplication.labels(colour))
            .editMetadata()
            .withName("web-" + colour)
            .endMetadata()
            .build());
  }

  Ingress ingress(String ingressClass, String service) {
    return namespace.create(
        new IngressBuilder()
            .withNewMetadata()
            .withNamespace(namespace.name())
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .withIngressClassName(ingressClass)
            .addNewRule()
            .withHost(namespace.name())
            .withNewHttp()
            .addNewPath()
            .withPath("/")
            .withPathType("Prefix")
            .withNewBackend()
            .withNewService()
            .withName(service)
            .withNewPort()
            .withName("http")
            .endPort()
            .endService()
            .endBackend()
            .endPath()
            .endHttp()
            .endRule()
            .endSpec()
            .build());
  }

  private Resource<Ingress> web() {
    return namespace
        .client()
        .network()
        .v1()
        .ingresses()
        .inNamespace(namespace.name())
        .withName("web");
  }

  Ingress ingress() {
    return web().get();
  }

  /** Changes the Ingress as a person would. */
  void edit(UnaryOperator<Ingress> change) {
    web().edit(change);
  }

  void delete() {
    web().delete();
  }

  @Override
  public void close() {
    namespace.close();
  }
}
