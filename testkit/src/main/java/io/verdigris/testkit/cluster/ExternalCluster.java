package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A cluster outside this JVM, reached by its kubeconfig and by the node ports of one host. */
final class ExternalCluster implements TestCluster {
  private final String name;
  private final Path kubeconfig;
  private final String host;
  private final String repository;
  private final KubernetesClient client;

  ExternalCluster(String name, Path kubeconfig, String host, String repository) {
    this.name = name;
    this.kubeconfig = kubeconfig;
    this.host = host;
    this.repository = repository;
    this.client = KubeconfigClient.open(kubeconfig);
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
