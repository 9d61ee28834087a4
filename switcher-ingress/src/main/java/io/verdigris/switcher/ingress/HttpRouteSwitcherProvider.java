package io.verdigris.switcher.ingress;

import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;

/** Offers the switch of an HTTPRoute's weights as {@value HttpRouteBackends#ID}. */
public final class HttpRouteSwitcherProvider implements TrafficSwitcherProvider {
  @Override
  public String id() {
    return HttpRouteBackends.ID;
  }

  @Override
  public TrafficSwitcher create(ProviderContext context) {
    return EdgeSwitcher.of(ClusterAccess.of(context), HttpRouteBackends::kind);
  }
}
