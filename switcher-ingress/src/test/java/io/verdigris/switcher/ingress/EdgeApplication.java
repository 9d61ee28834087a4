package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The usual application with an Ingress before it. */
record EdgeApplication(TestApplication web) implements AutoCloseable {

  static EdgeApplication on(TestCluster cluster) {
    return new EdgeApplication(new TestApplication(cluster));
  }

  /** Creates the stable Service, which selects no pod. */
  void stable() {
    web.service(Map.of("app", "web", "color", "none"));
  }

  private Resource<Ingress> resource() {
    return web.client().network().v1().ingresses().inNamespace(web.namespace()).withName("web");
  }

  Ingress ingress() {
    return resource().get();
  }

  /** Changes the Ingress as a person would. */
  void edit(UnaryOperator<Ingress> change) {
    resource().edit(change);
  }

  void delete() {
    resource().delete();
  }

  @Override
  public void close() {
    web.close();
  }
}
