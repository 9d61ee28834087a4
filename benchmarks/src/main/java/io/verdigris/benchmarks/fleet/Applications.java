package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.kubernetes.DeploymentReadiness;
import io.verdigris.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Applications of one pod each, in a namespace of their own that goes when this is closed. */
public final class Applications implements AutoCloseable {
  private static final String PREFIX = "app-";
  private static final int AT_A_TIME = 8;
  private static final Duration GLANCE = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final String image;
  private final String namespace;
  private final long count;
  private final Optional<String> node;

  private Applications(TestCluster cluster, long count, Optional<String> node) {
    this.client = cluster.client();
    this.image = cluster.image("v1");
    this.count = count;
    this.node = node;
    this.namespace = "fleet-" + Long.toString(System.nanoTime(), 36);
  }

  /**
   * Makes so many.
   *
   * @param node what their pods are said to run on; the cluster's own choice when empty
   */
  public static Applications create(TestCluster cluster, long count, Optional<String> node) {
    var applications = new Applications(cluster, count, node);
    applications
        .client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(applications.namespace)
                .endMetadata()
                .build())
        .create();
    try {
      applications.each(applications::create);
    } catch (RuntimeException e) {
      applications.close();
      throw e;
    }
    return applications;
  }

  private void each(LongConsumer work) {
    each(client, count, work);
  }

  /** Does something for each of so many, eight at a time. */
  static void each(KubernetesClient client, long count, LongConsumer work) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      LongFunction<CompletableFuture<Void>> begin =
          i -> CompletableFuture.runAsync(() -> work.accept(i), threads);
      CompletableFuture.allOf(
              LongStream.range(0, count).mapToObj(begin).toArray(CompletableFuture[]::new))
          .join();
    } finally {
      threads.shutdown();
    }
  }

  /** Returns the name of one of them. */
  public static String name(long number) {
    return PREFIX + number;
  }

  /** Returns which of them has this name. */
  public static long number(String name) {
    return Long.parseLong(name.substring(PREFIX.length()));
  }

  private void create(long number) {
    String name = name(number);
    client.resource(service(name)).create();
    client.resource(deployment(name)).create();
  }

  private static Map<String, String> labels(String name) {
    return Map.of("app", name, "color", "blue");
  }

  private Service service(String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withSelector(labels(name))
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withTargetPort(new IntOrString(8080))
        .endPort()
        .endSpec()
        .build();
  }

  private Deployment deployment(String name) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name + "-blue")
        .withLabels(labels(name))
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(labels(name))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels(name))
        .endMetadata()
        .withNewSpec()
        .withNodeName(node.orElse(null))
        .withTerminationGracePeriodSeconds(1L)
        .withContainers(container())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName("app")
        .withImage(image)
        .addNewEnv()
        .withName("VERSION")
        .withValue("r0")
        .endEnv()
        .addNewPort()
        .withContainerPort(8080)
        .endPort()
        .build();
  }

  /** Waits until all of them serve. */
  public void awaitReady(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!areReady()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not all applications are ready after " + patience);
      }
      TimeUnit.MILLISECONDS.sleep(GLANCE.toMillis() + count);
    }
  }

  private boolean areReady() {
    List<Deployment> all = client.apps().deployments().inNamespace(namespace).list().getItems();
    return all.size() == count && all.stream().allMatch(DeploymentReadiness::isReady);
  }

  /** Returns their namespace. */
  public String namespace() {
    return namespace;
  }

  /** Returns the image of all their versions. */
  public String image() {
    return image;
  }

  /** Takes the namespace away and waits until all that was in it has gone, for 10 min at most. */
  @Override
  public void close() {
    client.namespaces().withName(namespace).delete();
    client
        .namespaces()
        .withName(namespace)
        .waitUntilCondition(n -> n == null, 10, TimeUnit.MINUTES);
  }
}
