package io.verdigris.benchmarks.peers;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.verdigris.kubernetes.DeploymentReadiness;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Slices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees a namespace's pods, Deployments, Services and slices by one watch of each, and notes by this
 * process's clock when it did: all contenders are seen by the same eyes. Safe for use by several
 * threads.
 */
final class Sight implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Map<String, SeenPod> pods = new HashMap<>();
  private final Map<String, Seen<Map<String, String>>> selectors = new HashMap<>();
  private final Map<String, Seen<Set<String>>> serving = new HashMap<>();
  private final Map<String, Instant> risen = new HashMap<>();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  /** What is there, and since when. */
  private record Seen<T>(T what, Instant since) {}

  private record SeenPod(Pod pod, boolean ready, Instant since) {
    boolean is(String application, String version) {
      return application.equals(pod.getMetadata().getLabels().get("app"))
          && version(pod.getSpec()).equals(version);
    }
  }

  Sight(KubernetesClient client, String namespace) {
    closing.push(client.pods().inNamespace(namespace).inform(handler(this::see, this::forget)));
    closing.push(
        client.services().inNamespace(namespace).inform(handler(this::see, service -> {})));
    closing.push(
        client
            .apps()
            .deployments()
            .inNamespace(namespace)
            .inform(handler(this::see, deployment -> {})));
    closing.push(
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(namespace)
            .inform(handler(this::see, slice -> {})));
  }

  private static <T> ResourceEventHandler<T> handler(
      BiConsumer<T, Instant> there, Consumer<T> gone) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        there.accept(object, Instant.now());
      }

      @Override
      public void onUpdate(T before, T object) {
        there.accept(object, Instant.now());
      }

      @Override
      public void onDelete(T object, boolean unknown) {
        gone.accept(object);
      }
    };
  }

  private synchronized void see(Pod pod, Instant now) {
    boolean ready =
        pod.getMetadata().getDeletionTimestamp() == null
            && pod.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    pods.compute(
        pod.getMetadata().getName(),
        (name, was) ->
            new SeenPod(pod, ready, was != null && was.ready() == ready ? was.since() : now));
    notifyAll();
  }

  private synchronized void forget(Pod pod) {
    pods.remove(pod.getMetadata().getName());
    notifyAll();
  }

  private synchronized void see(Service service, Instant now) {
    note(selectors, service.getMetadata().getName(), service.getSpec().getSelector(), now);
  }

  private synchronized void see(EndpointSlice slice, Instant now) {
    String service = Fences.label(slice, "kubernetes.io/service-name");
    note(serving, service, new Slices(service, List.of(slice)).readyNames(), now);
  }

  private synchronized void see(Deployment deployment, Instant now) {
    if (DeploymentReadiness.isReady(deployment) && DeploymentReadiness.desired(deployment) > 0) {
      risen.putIfAbsent(version(deployment.getSpec().getTemplate().getSpec()), now);
    }
  }

  /** Returns when a Deployment said that all pods of a version are ready; empty without one. */
  synchronized Optional<Instant> risen(String version) {
    return Optional.ofNullable(risen.get(version));
  }

  private static String version(PodSpec spec) {
    return spec.getContainers().get(0).getEnv().stream()
        .filter(variable -> variable.getName().equals("VERSION"))
        .map(EnvVar::getValue)
        .findFirst()
        .orElse("");
  }

  private <T> void note(Map<String, Seen<T>> all, String name, T what, Instant now) {
    all.compute(
        name, (n, was) -> was != null && was.what().equals(what) ? was : new Seen<>(what, now));
    notifyAll();
  }

  /** Returns when the last of so many pods of a version became ready, once they are. */
  Instant awaitReady(String application, String version, int replicas) throws InterruptedException {
    return await(
        () -> {
          List<SeenPod> ready = of(application, version).filter(SeenPod::ready).toList();
          return ready.size() < replicas
              ? Optional.empty()
              : ready.stream().map(SeenPod::since).max(Instant::compareTo);
        },
        replicas + " ready pods of " + application + " " + version);
  }

  /** Waits until there is no pod of a version. */
  void awaitGone(String application, String version) throws InterruptedException {
    var unused =
        await(
            () -> of(application, version).findAny().isPresent() ? Optional.empty() : GONE,
            "the end of the pods of " + application + " " + version);
  }

  private static final Optional<Boolean> GONE = Optional.of(true);

  /** Returns when a Service's selector became another than this one, once it is. */
  Instant awaitMoved(String service, Map<String, String> from) throws InterruptedException {
    return await(
        () ->
            Optional.ofNullable(selectors.get(service))
                .filter(seen -> !seen.what().equals(from))
                .map(Seen::since),
        "another selector of " + service + " than " + from);
  }

  /** Returns when the slices of a Service listed exactly these pods, once they do. */
  Instant awaitServing(String service, Set<String> names) throws InterruptedException {
    return await(
        () ->
            Optional.ofNullable(serving.get(service))
                .filter(seen -> seen.what().equals(names))
                .map(Seen::since),
        "slices of " + service + " that list " + names);
  }

  Map<String, String> selector(String service) throws InterruptedException {
    return await(
        () -> Optional.ofNullable(selectors.get(service)).map(Seen::what), "Service " + service);
  }

  synchronized List<Pod> pods(String application, String version) {
    return of(application, version).map(SeenPod::pod).toList();
  }

  Set<String> names(String application, String version) {
    return pods(application, version).stream()
        .map(pod -> pod.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private Stream<SeenPod> of(String application, String version) {
    return pods.values().stream().filter(pod -> pod.is(application, version));
  }

  private synchronized <T> T await(Supplier<Optional<T>> look, String what)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Optional<T> seen = look.get();
    while (seen.isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new IllegalStateException("not seen within " + PATIENCE.toSeconds() + " s: " + what);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
      seen = look.get();
    }
    return seen.get();
  }

  @Override
  public void close() {
    for (AutoCloseable next = closing.poll(); next != null; next = closing.poll()) {
      try {
        next.close();
      } catch (Exception e) {
        throw new IllegalStateException("a watch could not be closed", e);
      }
    }
  }
}
