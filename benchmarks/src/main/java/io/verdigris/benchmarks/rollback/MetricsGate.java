package io.verdigris.benchmarks.rollback;

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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between this process and the metrics pages of pods: where it is shut, they cannot be
 * connected, for requests go to a port where nobody listens. Clients ask for it when they are made,
 * so it is installed before them.
 */
final class MetricsGate extends ProxySelector {
  private static final Proxy NOBODY =
      new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));

  private static final Set<String> SHUT = ConcurrentHashMap.newKeySet();

  private final Optional<ProxySelector> others;

  private MetricsGate(Optional<ProxySelector> others) {
    this.others = others;
  }

  /** Has the clients that are made from now on pass by here. */
  static synchronized void install() {
    ProxySelector before = ProxySelector.getDefault();
    if (!(before instanceof MetricsGate)) {
      ProxySelector.setDefault(new MetricsGate(Optional.ofNullable(before)));
    }
  }

  /** Lets nobody read the metrics of these hosts. */
  static void shut(Set<String> hosts) {
    SHUT.addAll(hosts);
  }

  /** Lets all be read again. */
  static void open() {
    SHUT.clear();
  }

  @Override
  public List<Proxy> select(URI uri) {
    return SHUT.contains(uri.getHost()) && "/metrics".equals(uri.getPath())
        ? List.of(NOBODY)
        : others.map(o -> o.select(uri)).orElse(List.of(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {
    // that is the point
  }
}
