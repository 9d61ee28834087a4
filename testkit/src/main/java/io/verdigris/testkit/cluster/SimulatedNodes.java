package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.verdigris.testkit.cluster.SimulatedPods.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The nodes' proxies and the clients behind them. Each node learns of slices, and of what directs
 * traffic at the edge, after a lag of its own; on each, clients ask at a steady rate on new
 * connections. What happens between two changes is reckoned, not played: each Service behind the
 * clients' {@link WayIn} gets its share of requests, of which each endpoint of the node's view gets
 * as many; one is lost where that no longer serves, or where there is none.
 */
final class SimulatedNodes implements Controllers.Follower {
  private final ControlLoop loop;
  private final String namespace;
  private final WayIn wayIn;
  private final double rate;
  private final Supplier<Duration> lag;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, EndpointSlice> told = new TreeMap<>();
  private final Map<String, Double> lost = new TreeMap<>();
  private Map<String, Double> shares;
  private @Nullable SimulatedPods pods;
  private long reckoned;

  SimulatedNodes(ControlLoop loop, SimulatedCluster.Setting setting) {
    this.loop = loop;
    namespace = setting.application().namespace();
    wayIn = setting.wayIn();
    rate = setting.rate();
    lag = setting.proxyLag();
    for (int i = 0; i < setting.nodes(); i++) {
      nodes.add(new Node());
    }
    shares = wayIn.isAtEdge() ? Map.of() : Map.of(wayIn.name(), 1.0);
    reckoned = loop.nanoTime();
  }

  /** One node: where its connections go. */
  private static final class Node {
    private Map<String, Double> shares = Map.of();
    private Map<String, List<String>> views = Map.of();
    private boolean begun;

    List<String> view(String service) {
      return views.getOrDefault(service, List.of());
    }
  }

  @Override
  public void changed(HasMetadata object, boolean deleted) {
    if (!namespace.equals(object.getMetadata().getNamespace())) {
      return;
    }
    if (object instanceof EndpointSlice slice && isOurs(slice)) {
      if (deleted) {
        told.remove(slice.getMetadata().getName());
      } else {
        told.put(slice.getMetadata().getName(), slice);
      }
      follow();
    } else if (wayIn.isAtEdge() && wayIn.is(object)) {
      shares = deleted ? Map.of() : wayIn.shares(Json.tree(object));
      follow();
    }
  }

  private boolean isOurs(EndpointSlice slice) {
    return wayIn.isAtEdge() || wayIn.name().equals(service(slice));
  }

  private static String service(EndpointSlice slice) {
    return Pods.orEmpty(slice.getMetadata().getLabels())
        .getOrDefault(EndpointSliceController.SERVICE, "");
  }

  private void follow() {
    for (Node node : nodes) {
      var unused = loop.schedule(lag.get(), () -> sync(node));
    }
  }

  /** A proxy takes over all that was told by then: no route overtakes the slices before it. */
  private void sync(Node node) {
    reckon();
    node.views = views();
    node.shares = shares;
    node.begun |= shares.keySet().stream().anyMatch(service -> !node.view(service).isEmpty());
  }

  private Map<String, List<String>> views() {
    return told.values().stream()
        .collect(
            Collectors.groupingBy(
                SimulatedNodes::service,
                Collectors.collectingAndThen(Collectors.toList(), SimulatedNodes::view)));
  }

  private static List<String> view(List<EndpointSlice> slices) {
    List<String> ready =
        endpoints(slices, e -> !Boolean.FALSE.equals(e.getConditions().getReady()));
    return ready.isEmpty()
        ? endpoints(slices, e -> Boolean.TRUE.equals(e.getConditions().getServing()))
        : ready;
  }

  private static List<String> endpoints(List<EndpointSlice> slices, Predicate<Endpoint> which) {
    return slices.stream()
        .flatMap(s -> Pods.orEmpty(s.getEndpoints()).stream())
        .filter(which)
        .map(e -> e.getTargetRef().getName())
        .toList();
  }

  /** Sets who serves; before any request. */
  void over(SimulatedPods all) {
    pods = all;
  }

  /** Reckons all requests up to now. */
  void reckon() {
    long now = loop.nanoTime();
    double seconds = (now - reckoned) / 1e9;
    reckoned = now;
    if (seconds > 0) {
      nodes.stream().filter(n -> n.begun).forEach(n -> reckon(n, seconds * rate));
    }
  }

  private void reckon(Node node, double requests) {
    double left = requests;
    for (var share : node.shares.entrySet()) {
      double part = requests * share.getValue();
      left -= part;
      reckon(node.view(share.getKey()), part);
    }
    // no rule takes them; a rounding's rest is no request
    if (left > requests / 1e6) {
      lost.merge("no rule", left, Double::sum);
    }
  }

  private void reckon(List<String> view, double requests) {
    if (view.isEmpty()) {
      lost.merge("no endpoint", requests, Double::sum);
      return;
    }
    double each = requests / view.size();
    for (String name : view) {
      Life life = pods().find(namespace, name).orElse(null);
      if (life == null || !life.serves()) {
        lost.merge(name, each, Double::sum);
      } else {
        life.requests += each;
        life.errors += each * life.behaviour().errors();
      }
    }
  }

  private SimulatedPods pods() {
    return Objects.requireNonNull(pods, "no pods yet");
  }

  /**
   * Returns the requests that nobody answered, by the pod that should have, or why there was none.
   */
  Map<String, Double> lost() {
    return Map.copyOf(lost);
  }
}
