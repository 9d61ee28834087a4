package io.verdigris.switcher.ingress;

import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;

/** Offers the switch of an Ingress' backends as {@code ingress-backend}. */
public final class IngressBackendSwitcherProvider implements TrafficSwitcherProvider {
  @Override
  public String id() {
    return IngressBackend.ID;
  }

  @Override
  public TrafficSwitcher create(ProviderContext context) {
    return EdgeSwitcher.of(ClusterAccess.of(context), IngressKind::of);
  }
}
