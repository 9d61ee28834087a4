package io.verdigris.examples.upstream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.Director;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;
import java.util.Map;

/** Offers the switcher {@code upstream}. */
public final class UpstreamSwitcherProvider implements TrafficSwitcherProvider {
  @Override
  public String id() {
    return UpstreamSwitcher.ID;
  }

  @Override
  public TrafficSwitcher create(ProviderContext context) {
    ClusterAccess cluster = ClusterAccess.of(context);
    cluster.director(id(), Director.reader(cluster.api(), ConfigMap.class, Upstream::new));
    return new UpstreamSwitcher(cluster, Map.of());
  }
}
