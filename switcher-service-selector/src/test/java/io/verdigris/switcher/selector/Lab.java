package io.verdigris.switcher.selector;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.verdigris.Application;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.Progress;
import io.verdigris.spi.ProviderContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/** A namespace of its own on a cluster, with what it takes to make extensions there. */
final class Lab implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  final ProviderContext context = new Context();
  final KubernetesClient client;
  final String namespace = "lab-" + Long.toString(System.nanoTime(), 36);
  final Application application = new Application(namespace, "web");
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private final String image;

  private Lab(String image) {
    this.image = image;
    ClusterAccess.of(context);
    client = context.shared(KubernetesClient.class, () -> new KubernetesClientBuilder().build());
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  static Lab open() {
    assumeTrue(
        System.getenv("VERDIGRIS_KUBECONFIG") != null,
        "VERDIGRIS_KUBECONFIG names no cluster to test on");
    return new Lab(System.getenv().getOrDefault("VERDIGRIS_TEST_IMAGE", "bluegreen.test/app"));
  }

  String image(String tag) {
    return image + ":" + tag;
  }

  Service service(Map<String, String> selector) {
    return client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withSelector(selector)
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withTargetPort(new IntOrString("http"))
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  Deployment deployment(String name, String colour, int replicas) {
    Map<String, String> labels = Map.of("app", "web", "color", colour);
    return client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("app")
                .withImage(image("v1"))
                .addNewPort()
                .withName("http")
                .withContainerPort(8080)
                .endPort()
                .withNewReadinessProbe()
                .withPeriodSeconds(1)
                .withNewHttpGet()
                .withPath("/readyz")
                .withPort(new IntOrString("http"))
                .endHttpGet()
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  /** Asks until the answer is no longer to wait. */
  <T> Progress<T> settle(Supplier<Progress<T>> call) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    Progress<T> last = call.get();
    while (last instanceof Progress.Waiting<T> waiting) {
      if (System.nanoTime() > end) {
        throw new AssertionError("still waiting: " + waiting.reason());
      }
      pause(waiting.checkAgain().toMillis() / 4);
      last = call.get();
    }
    return last;
  }

  <T> T done(Supplier<Progress<T>> call) {
    Progress<T> end = settle(call);
    Assertions.assertThat(end).isInstanceOf(Progress.Done.class);
    return ((Progress.Done<T>) end).value();
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.namespaces().withName(namespace).delete();
    ClusterAccess.of(context).close();
    client.close();
  }

  private final class Context implements ProviderContext {
    @Override
    public Map<String, String> configuration() {
      return Map.of("kubernetes.kubeconfig", System.getenv("VERDIGRIS_KUBECONFIG"));
    }

    @Override
    public InstantSource clock() {
      return InstantSource.system();
    }

    @Override
    public <T> T shared(Class<T> type, Supplier<T> make) {
      if (!shared.containsKey(type)) {
        T made = make.get();
        shared.put(type, made);
      }
      return type.cast(shared.get(type));
    }

    @Override
    public PodProxy podProxy() {
      throw new UnsupportedOperationException();
    }
  }
}
