package io.verdigris.kubernetes;

import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PhaseHookProvider;
import io.verdigris.spi.ProviderContext;

/** Offers {@link JobHook} as {@code job}. */
public final class JobHookProvider implements PhaseHookProvider {
  @Override
  public String id() {
    return "job";
  }

  @Override
  public PhaseHook create(ProviderContext context) {
    return new JobHook(ClusterAccess.of(context));
  }
}
