package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches the signs of life in a namespace. Renewals are told by the workers' clock, which on one
 * machine is also this process'.
 */
final class LeaseEnds implements AutoCloseable, ResourceEventHandler<Lease> {
  private final Map<String, Lease> last = new ConcurrentHashMap<>();
  private final Map<String, Instant> withdrawn = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Lease> leases;

  LeaseEnds(KubernetesClient client, String namespace) {
    leases = client.leases().inNamespace(namespace).inform(this);
  }

  @Override
  public void onAdd(Lease lease) {
    last.put(owner(lease), lease);
  }

  @Override
  public void onUpdate(Lease before, Lease lease) {
    last.put(owner(lease), lease);
  }

  @Override
  public void onDelete(Lease lease, boolean unknown) {
    withdrawn.put(owner(lease), Instant.now());
  }

  private static String owner(Lease lease) {
    return lease.getSpec().getHolderIdentity();
  }

  /** Returns when the Lease of the process runs out if it is not renewed any more. */
  Optional<Instant> runsOut(long pid) {
    return of(last, pid)
        .map(
            lease ->
                lease
                    .getSpec()
                    .getRenewTime()
                    .toInstant()
                    .plusSeconds(lease.getSpec().getLeaseDurationSeconds()));
  }

  /** Returns when the Lease of the process was taken away. */
  Optional<Instant> withdrawn(long pid) {
    return of(withdrawn, pid);
  }

  /** An owner's name holds its process id. */
  private static <T> Optional<T> of(Map<String, T> all, long pid) {
    return all.entrySet().stream()
        .filter(e -> e.getKey().contains("-" + pid + "-"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  @Override
  public void close() {
    leases.close();
  }
}
