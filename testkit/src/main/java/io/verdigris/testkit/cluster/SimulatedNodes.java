package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.verdigris.Application;
import io.verdigris.testkit.cluster.SimulatedPods.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The nodes' proxies and the clients behind them. Each node learns of slices after a lag of its
 * own; on each, clients ask one Service at a steady rate on new connections. What happens between
 * two changes is reckoned, not played: a request goes to each endpoint of the node's view alike,
 * and is lost where that no longer serves, or where there is none.
 */
final class SimulatedNodes implements Controllers.Follower {
  private final ControlLoop loop;
  private final Application application;
  private final double rate;
  private final Supplier<Duration> lag;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, EndpointSlice> told = new TreeMap<>();
  private final Map<String, Double> lost = new TreeMap<>();
  private @Nullable SimulatedPods pods;
  private long reckoned;

  /**
   * @param rate requests a second on each node
   */
  SimulatedNodes(
      ControlLoop loop, Application application, int count, double rate, Supplier<Duration> lag) {
    this.loop = loop;
    this.application = application;
    this.rate = rate;
    this.lag = lag;
    for (int i = 0; i < count; i++) {
      nodes.add(new Node());
    }
    reckoned = loop.nanoTime();
  }

  /** One node: where its connections go. */
  private static final class Node {
    private List<String> view = List.of();
    private boolean begun;
  }

  @Override
  public void changed(HasMetadata object, boolean deleted) {
    if (!(object instanceof EndpointSlice slice) || !isOurs(slice)) {
      return;
    }
    if (deleted) {
      told.remove(slice.getMetadata().getName());
    } else {
      told.put(slice.getMetadata().getName(), slice);
    }
    for (Node node : nodes) {
      var unused = loop.schedule(lag.get(), () -> sync(node));
    }
  }

  private boolean isOurs(EndpointSlice slice) {
    var meta = slice.getMetadata();
    return application.namespace().equals(meta.getNamespace())
        && application
            .service()
            .equals(Pods.orEmpty(meta.getLabels()).get(EndpointSliceController.SERVICE));
  }

  private List<String> view() {
    List<String> ready = endpoints(e -> !Boolean.FALSE.equals(e.getConditions().getReady()));
    return ready.isEmpty()
        ? endpoints(e -> Boolean.TRUE.equals(e.getConditions().getServing()))
        : ready;
  }

  private List<String> endpoints(Predicate<Endpoint> which) {
    return told.values().stream()
        .flatMap(s -> Pods.orEmpty(s.getEndpoints()).stream())
        .filter(which)
        .map(e -> e.getTargetRef().getName())
        .toList();
  }

  /** Sets who serves; before any request. */
  void over(SimulatedPods all) {
    pods = all;
  }

  /** A proxy takes over what the slices say by then. */
  private void sync(Node node) {
    reckon();
    node.view = view();
    node.begun |= !node.view.isEmpty();
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
    if (node.view.isEmpty()) {
      lost.merge("no endpoint", requests, Double::sum);
      return;
    }
    double each = requests / node.view.size();
    for (String name : node.view) {
      Life life = pods().find(application.namespace(), name).orElse(null);
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
