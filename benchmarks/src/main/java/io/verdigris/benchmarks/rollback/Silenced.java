package io.verdigris.benchmarks.rollback;

import io.fabric8.kubernetes.api.model.Pod;
import io.verdigris.testkit.cluster.TestApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has the new colour's pods serve on, but be read no more: Prometheus is told not to scrape them,
 * and from this process their metrics pages cannot be connected.
 */
final class Silenced implements Fault {
  static final String SCRAPE = "prometheus.io/scrape";

  @Override
  public Runnable begin(TestApplication web, PodCalls calls) {
    List<Pod> pods = PodCalls.of(web, "green");
    Set<String> hosts =
        pods.stream().map(p -> p.getStatus().getPodIP()).collect(Collectors.toSet());
    @Nullable ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(new DeadEnd(hosts, Optional.ofNullable(before)));
    pods.forEach(pod -> stopScraping(web, pod));
    return () -> ProxySelector.setDefault(before);
  }

  private static void stopScraping(TestApplication web, Pod pod) {
    web.client()
        .resource(pod)
        .edit(p -> p.edit().editMetadata().removeFromAnnotations(SCRAPE).endMetadata().build());
  }

  /** Sends what asks these hosts for metrics to a port where nobody listens. */
  private static final class DeadEnd extends ProxySelector {
    private static final Proxy NOBODY =
        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));

    private final Set<String> hosts;
    private final Optional<ProxySelector> others;

    DeadEnd(Set<String> hosts, Optional<ProxySelector> others) {
      this.hosts = hosts;
      this.others = others;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return hosts.contains(uri.getHost()) && "/metrics".equals(uri.getPath())
          ? List.of(NOBODY)
          : others.map(o -> o.select(uri)).orElse(List.of(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      // that is the point
    }
  }
}
