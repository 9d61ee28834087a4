package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Where new connections to a Service go, as kube-proxy has it: what slices say takes effect at the
 * next sync, and syncs are some time apart.
 */
final class ServiceProxy implements Controllers.Follower {
  private final ControlLoop loop;
  private final PodNetwork network;
  private final long between;
  private final Map<String, Map<String, EndpointSlice>> told = new HashMap<>();
  private final Set<String> stale = new HashSet<>();
  private final Map<String, List<EndpointSlice>> applied = new ConcurrentHashMap<>();
  private long nextSync;
  private boolean planned;

  /**
   * @param between the least time between two syncs
   */
  ServiceProxy(ControlLoop loop, PodNetwork network, Duration between) {
    this.loop = loop;
    this.network = network;
    this.between = between.toNanos();
    this.nextSync = loop.nanoTime();
  }

  @Override
  public void changed(HasMetadata object, boolean deleted) {
    if (object instanceof EndpointSlice slice) {
      changed(slice, deleted);
    }
  }

  private void changed(EndpointSlice slice, boolean deleted) {
    var meta = slice.getMetadata();
    String service = Pods.orEmpty(meta.getLabels()).get(EndpointSliceController.SERVICE);
    if (service == null) {
      return;
    }
    String key = meta.getNamespace() + "/" + service;
    var slices = told.computeIfAbsent(key, k -> new HashMap<>());
    if (deleted) {
      slices.remove(meta.getName());
    } else {
      slices.put(meta.getName(), slice);
    }
    stale.add(key);
    plan();
  }

  /**
   * Chooses a pod for a new connection: a ready one, or while there is none, one that still serves
   * while it ends; on any thread.
   *
   * @param port the name of the Service's port; any port when it is empty and none is called so
   */
  Optional<InetSocketAddress> choose(String namespace, String service, String port) {
    List<EndpointSlice> slices = applied.getOrDefault(namespace + "/" + service, List.of());
    List<InetSocketAddress> targets = targets(slices, port, ServiceProxy::isReady);
    if (targets.isEmpty()) {
      targets = targets(slices, port, ServiceProxy::servesStill);
    }
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.of(targets.get(ThreadLocalRandom.current().nextInt(targets.size())));
  }

  private void plan() {
    if (!planned) {
      planned = true;
      long delay = Math.max(0, nextSync - loop.nanoTime());
      var unused = loop.schedule(Duration.ofNanos(delay), this::sync);
    }
  }

  private void sync() {
    planned = false;
    nextSync = loop.nanoTime() + between;
    for (String key : stale) {
      applied.put(key, List.copyOf(told.getOrDefault(key, Map.of()).values()));
    }
    stale.clear();
  }

  private List<InetSocketAddress> targets(
      List<EndpointSlice> slices, String port, Predicate<Endpoint> which) {
    return slices.stream()
        .flatMap(
            slice ->
                Pods.orEmpty(slice.getEndpoints()).stream()
                    .filter(which)
                    .map(endpoint -> target(slice, endpoint, port))
                    .flatMap(Optional::stream))
        .toList();
  }

  private Optional<InetSocketAddress> target(EndpointSlice slice, Endpoint endpoint, String port) {
    List<EndpointPort> ports = Pods.orEmpty(slice.getPorts());
    return ports.stream()
        .filter(p -> port.equals(p.getName() == null ? "" : p.getName()))
        .findFirst()
        .or(() -> port.isEmpty() ? ports.stream().findFirst() : Optional.empty())
        .map(p -> address(endpoint.getAddresses().get(0), p.getPort()));
  }

  private InetSocketAddress address(String pod, int port) {
    return network.reach(pod, port).orElseGet(() -> PodNetwork.at(pod, port));
  }

  private static boolean isReady(Endpoint endpoint) {
    EndpointConditions conditions = endpoint.getConditions();
    return conditions == null || !Boolean.FALSE.equals(conditions.getReady());
  }

  private static boolean servesStill(Endpoint endpoint) {
    EndpointConditions conditions = endpoint.getConditions();
    return conditions != null
        && Boolean.TRUE.equals(conditions.getServing())
        && Boolean.TRUE.equals(conditions.getTerminating());
  }
}
