package io.verdigris.examples;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.Application;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The application of the demo: three replicas of version {@code v1} behind the Service {@code web},
 * in a namespace of its own that goes when the demo ends.
 */
final class Shop implements AutoCloseable {
  static final String CONTAINER = "app";

  private final TestCluster cluster;
  private final Application application;

  private Shop(TestCluster cluster, Application application) {
    this.cluster = cluster;
    this.application = application;
  }

  /**
   * Deploys the application and waits until all of it is ready.
   *
   * @throws IllegalStateException when the namespace is there already
   */
  static Shop deploy(TestCluster cluster, String namespace) {
    KubernetesClient client = cluster.client();
    if (client.namespaces().withName(namespace).get() != null) {
      throw new IllegalStateException(
          "namespace "
              + namespace
              + " is there already: wait for the demo that made it to end, or"
              + " delete it");
    }
    var named = new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
    client.resource(named).create();
    var shop = new Shop(cluster, new Application(namespace, "web"));
    String manifest = resource("shop.yaml").replace("IMAGE", cluster.image("v1"));
    for (HasMetadata object :
        client.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).items()) {
      client.resource(object).inNamespace(namespace).create();
    }
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName("web-blue")
        .waitUntilReady(1, TimeUnit.MINUTES);
    // that all pods are ready says nothing about the data plane
    Patience.untilAnswered(shop.entry());
    return shop;
  }

  Application application() {
    return application;
  }

  /** Returns where its clients come in. */
  URI entry() {
    return cluster.entry(application.namespace(), application.service());
  }

  String image(String version) {
    return cluster.image(version);
  }

  @Override
  public void close() {
    cluster.client().namespaces().withName(application.namespace()).delete();
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Shop.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
