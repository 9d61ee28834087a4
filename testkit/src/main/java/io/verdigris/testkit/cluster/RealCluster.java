package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * A cluster outside this JVM. Its nodes can pull the test application's image and its node ports
 * can be reached from here.
 */
public final class RealCluster implements TestCluster {
  private final String name;
  private final Path kubeconfig;
  private final String host;
  private final String repository;
  private final KubernetesClient client;

  /**
   * Connects to a cluster.
   *
   * @param host where its node ports are reached
   * @param repository the test application's image, without a tag
   */
  RealCluster(String name, Path kubeconfig, String host, String repository) {
    this.name = name;
    this.kubeconfig = kubeconfig;
    this.host = host;
    this.repository = repository;
    this.client = KubeconfigClient.open(kubeconfig);
  }

  /**
   * Connects to the cluster that {@code VERDIGRIS_KUBECONFIG} names, with the image of {@code
   * VERDIGRIS_TEST_IMAGE} (default {@code bluegreen.test/app}) and node ports on 127.0.0.1; empty
   * when it names none.
   */
  public static Optional<RealCluster> find() {
    return Optional.ofNullable(System.getenv("VERDIGRIS_KUBECONFIG"))
        .filter(file -> !file.isBlank())
        .map(file -> new RealCluster("real", Path.of(file), "127.0.0.1", repository()));
  }

  /** Connects to the cluster that the environment names; without one the test is skipped. */
  public static RealCluster open() {
    return find()
        .orElseThrow(
            () -> new TestAbortedException("VERDIGRIS_KUBECONFIG names no cluster to test on"));
  }

  /** Returns the repository of the test application's image, without a tag. */
  static String repository() {
    return System.getenv().getOrDefault("VERDIGRIS_TEST_IMAGE", "bluegreen.test/app");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public String image(String tag) {
    return repository + ":" + tag;
  }

  @Override
  public URI entry(String namespace, String service) {
    Service found = client.services().inNamespace(namespace).withName(service).get();
    return Optional.ofNullable(found).stream()
        .flatMap(s -> s.getSpec().getPorts().stream())
        .flatMap(port -> Optional.ofNullable(port.getNodePort()).stream())
        .findFirst()
        .map(port -> URI.create("http://" + host + ":" + port))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Service " + namespace + "/" + service + " has no node port"));
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
