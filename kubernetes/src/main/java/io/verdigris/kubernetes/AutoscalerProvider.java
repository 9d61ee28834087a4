package io.verdigris.kubernetes;

import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PhaseHookProvider;
import io.verdigris.spi.ProviderContext;

/** Offers {@link Autoscaler} as {@code autoscaler}. */
public final class AutoscalerProvider implements PhaseHookProvider {
  @Override
  public String id() {
    return Autoscaler.ID;
  }

  @Override
  public PhaseHook create(ProviderContext context) {
    return new Autoscaler(ClusterAccess.of(context));
  }
}
