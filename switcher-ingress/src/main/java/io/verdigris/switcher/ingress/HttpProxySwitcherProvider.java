package io.verdigris.switcher.ingress;

import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;

/** Offers the switch of an HTTPProxy's weights as {@value HttpProxyServices#ID}. */
public final class HttpProxySwitcherProvider implements TrafficSwitcherProvider {
  @Override
  public String id() {
    return HttpProxyServices.ID;
  }

  @Override
  public TrafficSwitcher create(ProviderContext context) {
    return EdgeSwitcher.of(ClusterAccess.of(context), HttpProxyServices::kind);
  }
}
