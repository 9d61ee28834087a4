package io.verdigris.hooks.openfeature;

import dev.openfeature.sdk.OpenFeatureAPI;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PhaseHookProvider;
import io.verdigris.spi.ProviderContext;

/** Offers the hook that {@link Flags} documents. */
public final class FlagHookProvider implements PhaseHookProvider {
  @Override
  public String id() {
    return Flags.ID;
  }

  @Override
  public PhaseHook create(ProviderContext context) {
    return new FlagHook(
        () -> ClusterAccess.of(context).api(), context.clock(), OpenFeatureAPI.getInstance());
  }
}
