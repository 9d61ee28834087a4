package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks a container again and again how it is, over its pod's address. */
final class ProbeRun {
  private static final int PERIOD_SECONDS = 10;
  private static final int FAILURES = 3;
  private static final int HTTP = 80;

  private final Probe probe;
  private final Container container;
  private final PodLife pod;
  private final Runnable changed;
  private int successes;
  private int failures;
  private boolean holds;
  private boolean failed;
  private boolean stopped;

  private ProbeRun(Probe probe, Container container, PodLife pod, Runnable changed) {
    this.probe = probe;
    this.container = container;
    this.pod = pod;
    this.changed = changed;
  }

  static ProbeRun start(Probe probe, Container container, PodLife pod, Runnable changed) {
    var run = new ProbeRun(probe, container, pod, changed);
    run.plan(Duration.ofSeconds(Pods.or(probe.getInitialDelaySeconds(), 0)));
    return run;
  }

  /** Tells whether it has last succeeded as often as it must. */
  boolean holds() {
    return holds;
  }

  /** Tells whether it has last failed as often as it may. */
  boolean hasFailed() {
    return failed;
  }

  void stop() {
    stopped = true;
  }

  /** Returns the number of a container's port. */
  static int port(IntOrString port, Container container) {
    if (port == null) {
      return HTTP;
    }
    return port.getIntVal() != null
        ? port.getIntVal()
        : Pods.orEmpty(container.getPorts()).stream()
            .filter(p -> port.getStrVal().equals(p.getName()))
            .mapToInt(ContainerPort::getContainerPort)
            .findFirst()
            .orElse(HTTP);
  }

  private void plan(Duration delay) {
    var unused = pod.node().loop().schedule(delay, this::ask);
  }

  private void ask() {
    if (stopped) {
      return;
    }
    plan(Duration.ofSeconds(Pods.or(probe.getPeriodSeconds(), PERIOD_SECONDS)));
    var unused =
        answer().whenComplete((ok, e) -> pod.node().loop().execute(() -> take(e == null && ok)));
  }

  private CompletableFuture<Boolean> answer() {
    HTTPGetAction get = probe.getHttpGet();
    var limit = Duration.ofSeconds(Pods.or(probe.getTimeoutSeconds(), 1));
    if (get != null) {
      return http(get, container, pod, limit).thenApply(a -> a.status() >= 200 && a.status() < 400);
    }
    // nothing else can be run in these containers
    return CompletableFuture.completedFuture(probe.getTcpSocket() != null && isReachable());
  }

  private boolean isReachable() {
    int port = port(probe.getTcpSocket().getPort(), container);
    return pod.node().network().isListening(pod.address(), port);
  }

  /** Sends what the action says to the pod. */
  static CompletableFuture<HttpMessage> http(
      HTTPGetAction get, Container container, PodLife pod, Duration limit) {
    int port = port(get.getPort(), container);
    Optional<InetSocketAddress> to = pod.node().network().reach(pod.address(), port);
    if (to.isEmpty()) {
      return CompletableFuture.failedFuture(new ConnectException("nothing listens"));
    }
    String path = get.getPath() == null || get.getPath().isEmpty() ? "/" : get.getPath();
    HttpMessage request =
        HttpMessage.get(path, pod.address() + ":" + port).with("User-Agent", "kube-probe/1.34");
    for (HTTPHeader header : Pods.orEmpty(get.getHttpHeaders())) {
      request = request.with(header.getName(), header.getValue());
    }
    return HttpCall.send(pod.node().sockets(), to.get(), request, limit);
  }

  private void take(boolean ok) {
    if (stopped) {
      return;
    }
    successes = ok ? successes + 1 : 0;
    failures = ok ? 0 : failures + 1;
    boolean before = holds;
    boolean failedBefore = failed;
    holds = holds ? failures < or(probe.getFailureThreshold(), FAILURES) : ok && isEnough();
    failed = failures >= or(probe.getFailureThreshold(), FAILURES);
    if (before != holds || failedBefore != failed) {
      changed.run();
    }
  }

  private boolean isEnough() {
    return successes >= or(probe.getSuccessThreshold(), 1);
  }

  private static int or(Integer value, int fallback) {
    return Pods.or(value, fallback);
  }
}
