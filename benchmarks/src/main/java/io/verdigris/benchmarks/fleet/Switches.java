package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.verdigris.kubernetes.Marks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Watches what colour each Service selects, and its epoch. */
final class Switches implements AutoCloseable, ResourceEventHandler<Service> {
  private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Service> services;

  Switches(KubernetesClient client, String namespace) {
    services = client.services().inNamespace(namespace).inform(this);
  }

  @Override
  public void onAdd(Service service) {
    look(service);
  }

  @Override
  public void onUpdate(Service before, Service service) {
    look(service);
  }

  @Override
  public void onDelete(Service service, boolean unknown) {
    // what a Service selected before counts
  }

  private void look(Service service) {
    String now = service.getSpec().getSelector().get("color") + " " + epoch(service);
    seen.compute(
        service.getMetadata().getName(),
        (name, before) -> {
          var all = new ArrayList<>(before == null ? List.of() : before);
          if (all.isEmpty() || !all.get(all.size() - 1).equals(now)) {
            all.add(now);
          }
          return List.copyOf(all);
        });
  }

  private static String epoch(Service service) {
    return Optional.ofNullable(service.getMetadata().getLabels())
        .map(labels -> labels.get(Marks.EPOCH))
        .orElse("0");
  }

  /** Returns each colour and epoch that a Service had, in order. */
  List<String> of(String service) {
    return seen.getOrDefault(service, List.of());
  }

  @Override
  public void close() {
    services.close();
  }
}
