package io.verdigris.kubernetes;

import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.RolloutStoreProvider;

/** Offers {@link ConfigMapStore} as {@code configmap}. */
public final class ConfigMapStoreProvider implements RolloutStoreProvider {
  @Override
  public String id() {
    return "configmap";
  }

  @Override
  public RolloutStore create(ProviderContext context) {
    return new ConfigMapStore(ClusterAccess.of(context), context.clock());
  }
}
