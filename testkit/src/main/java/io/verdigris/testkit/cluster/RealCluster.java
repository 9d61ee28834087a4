package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * A cluster that is already there: {@code VERDIGRIS_KUBECONFIG} names its kubeconfig, and {@code
 * VERDIGRIS_TEST_IMAGE} the repository of the test application's image.
 */
public final class RealCluster implements TestCluster {
  private final Path kubeconfig;
  private final String repository;
  private final KubernetesClient client;

  private RealCluster(Path kubeconfig, String repository) {
    this.kubeconfig = kubeconfig;
    this.repository = repository;
    this.client = client(Config.fromKubeconfig(kubeconfig.toFile()));
  }

  /** Connects to the cluster that the environment names; empty when it names none. */
  public static Optional<RealCluster> find() {
    String repository = System.getenv().getOrDefault("VERDIGRIS_TEST_IMAGE", "bluegreen.test/app");
    return Optional.ofNullable(System.getenv("VERDIGRIS_KUBECONFIG"))
        .map(file -> new RealCluster(Path.of(file), repository));
  }

  /** Connects to the cluster that the environment names; without one the test is skipped. */
  public static RealCluster open() {
    return find()
        .orElseThrow(
            () -> new TestAbortedException("VERDIGRIS_KUBECONFIG names no cluster to test on"));
  }

  /** The client takes every PKCS#8 key for RSA unless it is told otherwise. */
  private static KubernetesClient client(Config config) {
    try {
      return new KubernetesClientBuilder().withConfig(config).build();
    } catch (KubernetesClientException e) {
      Config ec = new ConfigBuilder(config).withClientKeyAlgo("EC").build();
      return new KubernetesClientBuilder().withConfig(ec).build();
    }
  }

  @Override
  public String name() {
    return "real";
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
    Service there = client.services().inNamespace(namespace).withName(service).get();
    return URI.create(
        "http://"
            + client.getMasterUrl().getHost()
            + ":"
            + there.getSpec().getPorts().get(0).getNodePort()
            + "/");
  }

  @Override
  public void close() {
    client.close();
  }
}
