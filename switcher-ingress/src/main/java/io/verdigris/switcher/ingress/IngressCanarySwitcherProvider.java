package io.verdigris.switcher.ingress;

import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;
import java.time.InstantSource;

/** Offers the switch by a canary Ingress' weight as {@code ingress-canary}. */
public final class IngressCanarySwitcherProvider implements TrafficSwitcherProvider {
  @Override
  public String id() {
    return IngressCanary.ID;
  }

  @Override
  public TrafficSwitcher create(ProviderContext context) {
    return CanarySwitcher.of(
        ClusterAccess.of(context), InstantSource.system(), CanarySwitcher.HEARING);
  }
}
