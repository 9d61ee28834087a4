package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.verdigris.testkit.cluster.Controllers.Parts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that lives in an embedded cluster: its controllers, its pods and its front doors, on two
 * threads. Safe for use by several threads.
 */
final class Workloads implements PodAccess, AutoCloseable {
  /** How far apart the proxy's syncs are at least, unless something else is asked for. */
  static final Duration PROXY_SYNC = Duration.ofMillis(100);

  /** The slice controller's lag: from a few to some tens of milliseconds. */
  private static final int LEAST_LAG_MILLIS = 2;

  private static final int MOST_LAG_MILLIS = 25;
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
  private static final String INGRESS = "";
  private static final AtomicInteger STARTED = new AtomicInteger();

  private final ClusterState state;
  private final ControlThread thread;
  private final EventLoop sockets;
  private final PodNetwork network;
  private final Kubelet kubelet;
  private final ServiceProxy proxy;
  private final IngressDoor ingress;
  private final Controllers controllers;
  private final Map<String, URI> entries = new ConcurrentHashMap<>();

  private Workloads(ClusterState state, Duration proxySync) throws IOException {
    String name = "embedded-cluster-" + STARTED.incrementAndGet();
    this.state = state;
    this.thread = new ControlThread(name + "-control");
    this.sockets = EventLoop.start(name + "-sockets");
    this.network = PodNetwork.create();
    var loop = new ControlLoop(thread);
    var clock = InstantSource.system();
    this.proxy = new ServiceProxy(loop, network, proxySync);
    this.ingress = new IngressDoor(sockets, proxy);
    var inventory = new Inventory(state);
    this.kubelet = new Kubelet(inventory, loop, sockets, network, clock);
    this.controllers =
        new Controllers(
            inventory,
            loop,
            clock,
            new Parts(kubelet, Workloads::sliceLag, List.of(proxy, ingress)));
  }

  /** Starts with what the state holds, and follows it. */
  static Workloads start(ClusterState state) {
    return start(state, PROXY_SYNC);
  }

  /**
   * Starts with what the state holds, and follows it.
   *
   * @param proxySync the least time between two syncs of the proxy, by which new connections follow
   *     the slices
   */
  static Workloads start(ClusterState state, Duration proxySync) {
    try {
      var workloads = new Workloads(state, proxySync);
      workloads.controllers.start(state);
      return workloads;
    } catch (IOException e) {
      throw new UncheckedIOException("the cluster's sockets cannot be opened", e);
    }
  }

  private static Duration sliceLag() {
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextInt(LEAST_LAG_MILLIS, MOST_LAG_MILLIS));
  }

  /**
   * Returns the address from which new connections go to the Service's pods.
   *
   * @throws IllegalArgumentException when there is no such Service
   */
  URI entry(String namespace, String service) {
    return entries.computeIfAbsent(
        namespace + "/" + service, key -> open(namespace, service, firstPort(namespace, service)));
  }

  /** Returns the address at which the cluster's Ingresses answer, by host and path. */
  URI ingress() {
    return entries.computeIfAbsent(INGRESS, key -> openIngress());
  }

  private URI openIngress() {
    try {
      var listener = HttpListener.open(sockets, PodNetwork.at("127.0.0.1", 0), ingress);
      return URI.create("http://127.0.0.1:" + listener.address().getPort());
    } catch (IOException e) {
      throw new UncheckedIOException("no ingress can be opened", e);
    }
  }

  @Override
  public HttpMessage call(String namespace, String pod, int port, HttpMessage request)
      throws IOException {
    InetSocketAddress to =
        kubelet
            .find(namespace, pod)
            .flatMap(life -> network.reach(life.address(), port))
            .orElseThrow(() -> new ConnectException("no pod " + namespace + "/" + pod));
    try {
      return HttpCall.send(sockets, to, request.forwarded(), CALL_LIMIT)
          .get(CALL_LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("dial tcp " + to + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public Optional<String> log(String namespace, String pod) {
    return kubelet.find(namespace, pod).map(PodLife::log);
  }

  /** Ends all pods at once and gives back every port and thread. */
  @Override
  public void close() {
    thread.close();
    sockets.close();
    network.close();
  }

  private URI open(String namespace, String service, String port) {
    try {
      return FrontDoor.open(sockets, () -> proxy.choose(namespace, service, port)).address();
    } catch (IOException e) {
      throw new UncheckedIOException("no front door can be opened", e);
    }
  }

  private String firstPort(String namespace, String service) {
    Service found =
        state
            .get(Service.class, namespace, service)
            .orElseThrow(
                () -> new IllegalArgumentException("no Service " + namespace + "/" + service));
    return Pods.orEmpty(found.getSpec().getPorts()).stream()
        .findFirst()
        .map(ServicePort::getName)
        .orElse("");
  }
}
