package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.verdigris.kubernetes.DeploymentReadiness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Watches from outside when a new colour is ready and when its Service selects it. Both are seen by
 * watches of the same kind, whose own delays mostly cancel out.
 */
final class Sightings implements AutoCloseable {
  private static final String SUFFIX = "-green";

  private final Map<String, Long> ready = new ConcurrentHashMap<>();
  private final Map<String, Long> switched = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Deployment> deployments;
  private final SharedIndexInformer<Service> services;

  Sightings(KubernetesClient client, String namespace) {
    deployments =
        client.apps().deployments().inNamespace(namespace).inform(new Seen<>(this::deployment));
    services = client.services().inNamespace(namespace).inform(new Seen<>(this::service));
  }

  /** Hears of each object as it is now. */
  private record Seen<T extends HasMetadata>(Consumer<T> look) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      look.accept(object);
    }

    @Override
    public void onUpdate(T before, T object) {
      look.accept(object);
    }

    @Override
    public void onDelete(T object, boolean unknown) {
      // nothing goes while this is watched
    }
  }

  private void deployment(Deployment deployment) {
    String name = deployment.getMetadata().getName();
    if (name.endsWith(SUFFIX)
        && DeploymentReadiness.desired(deployment) > 0
        && DeploymentReadiness.isReady(deployment)) {
      ready.putIfAbsent(name.substring(0, name.length() - SUFFIX.length()), System.nanoTime());
    }
  }

  private void service(Service service) {
    Map<String, String> selector = service.getSpec().getSelector();
    String name = service.getMetadata().getName();
    if (!name.endsWith(SUFFIX) && "green".equals(selector.get("color"))) {
      switched.putIfAbsent(name, System.nanoTime());
    }
  }

  /** Returns of each application how long it took, in ms. */
  Quantiles readyToSwitched() {
    List<Long> times =
        switched.entrySet().stream()
            .flatMap(
                e ->
                    Optional.ofNullable(ready.get(e.getKey())).stream()
                        .map(since -> (e.getValue() - since) / 1_000_000))
            .toList();
    return Quantiles.of(times);
  }

  int switched() {
    return switched.size();
  }

  @Override
  public void close() {
    deployments.close();
    services.close();
  }
}
