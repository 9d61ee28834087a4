package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.Application;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A namespace of a test's own on a cluster, with the usual application. It is deleted when it is
 * closed.
 */
public final class TestNamespace implements AutoCloseable {
  private final TestCluster cluster;
  private final String name;
  private final TestContext context;

  private TestNamespace(TestCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
    this.context = TestContext.of(Map.of("kubernetes.kubeconfig", cluster.kubeconfig().toString()));
  }

  /** Creates a namespace that nobody else has. */
  public static TestNamespace on(TestCluster cluster) {
    String name = "test-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
    var namespace = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    cluster.client().resource(namespace).create();
    return new TestNamespace(cluster, name);
  }

  /** Returns the namespace's name. */
  public String name() {
    return name;
  }

  /** Returns the cluster. */
  public TestCluster cluster() {
    return cluster;
  }

  /** Returns the cluster's client with all rights. */
  public KubernetesClient client() {
    return cluster.client();
  }

  /** Returns what providers need to make extensions that use this cluster. */
  public TestContext context() {
    return context;
  }

  /** Returns the application of the Service {@code web}. */
  public Application application() {
    return new Application(name, TestApplication.SERVICE);
  }

  /** Returns the address by which clients reach the Service {@code web}. */
  public URI entry() {
    return cluster.entry(name, TestApplication.SERVICE);
  }

  /** Creates the Service {@code web}. */
  public Service service(Map<String, String> selector) {
    return create(TestApplication.service(name, selector).build());
  }

  /**
   * Creates a Deployment of the test application at version {@code v1}.
   *
   * @param colour what the pods are labelled with
   */
  public Deployment deployment(String deployment, String colour, int replicas) {
    return deployment(deployment, colour, replicas, "v1");
  }

  /** Creates a Deployment of the test application at a version. */
  public Deployment deployment(String deployment, String colour, int replicas, String tag) {
    return create(
        TestApplication.deployment(name, deployment, colour, replicas, cluster.image(tag)).build());
  }

  /** Creates an object. */
  public <T extends HasMetadata> T create(T object) {
    return cluster.client().resource(object).create();
  }

  @Override
  public void close() {
    context.close();
    cluster.client().namespaces().withName(name).delete();
  }
}
