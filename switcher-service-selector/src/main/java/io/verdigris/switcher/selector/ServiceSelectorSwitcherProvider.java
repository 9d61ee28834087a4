package io.verdigris.switcher.selector;

import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;
import java.util.List;

/** Offers the switch by selector as {@code service-selector}. */
public final class ServiceSelectorSwitcherProvider implements TrafficSwitcherProvider {
  @Override
  public String id() {
    return "service-selector";
  }

  @Override
  public TrafficSwitcher create(ProviderContext context) {
    return new ServiceSelectorSwitcher(ClusterAccess.of(context), List.of());
  }
}
