package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.verdigris.benchmarks.process.ArgoMetrics;
import io.verdigris.benchmarks.process.Usage;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Has Argo Rollouts, the usual controller for blue-green deployments, roll out as many applications
 * at the same time. They have no pods: it asks nothing of a new version but that as many of its
 * pods as are wanted are ready.
 */
public final class ArgoFleet {
  private static final String HASH = "rollouts-pod-template-hash";
  private static final double MEGA = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration GLANCE = Duration.ofMillis(250);
  private static final String HEAD =
      """
      | Argo Rollouts, without pods | all done, s | API requests | a rollout | resident, MB | CPU, s | left |
      |---|---|---|---|---|---|---|\
      """;

  private final KubernetesClient client;
  private final ArgoMetrics metrics;
  private final Duration patience;
  private final PrintStream out;

  /**
   * Plays on this cluster, where the controller runs.
   *
   * @param metrics where the controller tells its metrics
   * @param patience for how long the ends of all rollouts of one size are waited for
   */
  public ArgoFleet(KubernetesClient client, URI metrics, Duration patience, PrintStream out) {
    this.client = client;
    this.metrics = new ArgoMetrics(metrics, TIMEOUT);
    this.patience = patience;
    this.out = out;
  }

  /** Plays each of these numbers of applications and prints a row as it comes. */
  public void measure(List<Integer> sizes) throws InterruptedException {
    out.println();
    out.println(HEAD);
    for (int size : sizes) {
      out.println(play(size));
    }
  }

  private String play(int size) throws InterruptedException {
    String namespace = "fleet-argo-" + Long.toString(System.nanoTime(), 36);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    try {
      return new Play(namespace, size).row();
    } finally {
      client.namespaces().withName(namespace).delete();
      client
          .namespaces()
          .withName(namespace)
          .waitUntilCondition(n -> n == null, 10, TimeUnit.MINUTES);
    }
  }

  private Usage usage() throws InterruptedException {
    try {
      return metrics.read();
    } catch (IOException e) {
      throw new UncheckedIOException("no metrics at " + metrics.address(), e);
    }
  }

  private final class Play {
    private final String namespace;
    private final int size;

    Play(String namespace, int size) {
      this.namespace = namespace;
      this.size = size;
    }

    String row() throws InterruptedException {
      Applications.each(client, size, this::create);
      await(rollout -> true);
      Map<String, String> before =
          rollouts().list().getItems().stream()
              .collect(Collectors.toMap(r -> r.getMetadata().getName(), Play::stable));
      Usage since = usage();
      long begin = System.nanoTime();
      Applications.each(client, size, this::change);
      long left = await(r -> !stable(r).equals(before.get(r.getMetadata().getName())));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      Usage used = usage().since(since);
      return String.format(
          Locale.ROOT,
          "| %,d | %.1f | %,d | %.1f | %.0f | %.1f | %d |",
          size,
          took.toMillis() / 1000.0,
          used.total(),
          (double) used.total() / size,
          used.resident() / MEGA,
          used.cpu().toMillis() / 1000.0,
          left);
    }

    private NonNamespaceOperation<
            GenericKubernetesResource,
            GenericKubernetesResourceList,
            Resource<GenericKubernetesResource>>
        rollouts() {
      return client
          .genericKubernetesResources("argoproj.io/v1alpha1", "Rollout")
          .inNamespace(namespace);
    }

    private void create(long number) {
      String name = Applications.name(number);
      client
          .resource(
              new ServiceBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .withName(name)
                  .endMetadata()
                  .withNewSpec()
                  .addToSelector("app", name)
                  .addNewPort()
                  .withPort(80)
                  .endPort()
                  .endSpec()
                  .build())
          .create();
      client.resource(rollout(name)).create();
    }

    private GenericKubernetesResource rollout(String name) {
      return client
          .getKubernetesSerialization()
          .unmarshal(
              """
              apiVersion: argoproj.io/v1alpha1
              kind: Rollout
              metadata: {name: %1$s, namespace: %2$s}
              spec:
                replicas: 0
                revisionHistoryLimit: 1
                selector: {matchLabels: {app: %1$s}}
                template:
                  metadata: {labels: {app: %1$s}, annotations: {version: r0}}
                  spec: {containers: [{name: app, image: example.invalid/app}]}
                strategy: {blueGreen: {activeService: %1$s}}
              """
                  .formatted(name, namespace),
              GenericKubernetesResource.class);
    }

    private void change(long number) {
      rollouts()
          .withName(Applications.name(number))
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\": {\"template\": {\"metadata\": {\"annotations\": {\"version\": \"r1\"}}}}}");
    }

    /** Waits until all are settled and as they should be; returns how many are not. */
    private long await(Predicate<GenericKubernetesResource> wanted) throws InterruptedException {
      long end = System.nanoTime() + patience.toNanos();
      while (true) {
        Map<String, String> selected =
            client.services().inNamespace(namespace).list().getItems().stream()
                .collect(Collectors.toMap(s -> s.getMetadata().getName(), Play::selected));
        long done =
            rollouts().list().getItems().stream()
                .filter(r -> isSettled(r, selected.getOrDefault(r.getMetadata().getName(), "")))
                .filter(wanted)
                .count();
        if (done == size || System.nanoTime() > end) {
          return size - done;
        }
        TimeUnit.MILLISECONDS.sleep(GLANCE.toMillis() + size);
      }
    }

    private static String selected(Service service) {
      return service.getSpec().getSelector().getOrDefault(HASH, "");
    }

    private static boolean isSettled(GenericKubernetesResource rollout, String selected) {
      String stable = stable(rollout);
      return "Healthy".equals(status(rollout, "phase"))
          && status(rollout, "observedGeneration")
              .equals(rollout.getMetadata().getGeneration().toString())
          && !stable.isEmpty()
          && stable.equals(status(rollout, "currentPodHash"))
          && stable.equals(selected);
    }

    private static String stable(GenericKubernetesResource rollout) {
      return status(rollout, "stableRS");
    }

    private static String status(GenericKubernetesResource rollout, String field) {
      Object value = rollout.get("status", field);
      return value == null ? "" : value.toString();
    }
  }
}
