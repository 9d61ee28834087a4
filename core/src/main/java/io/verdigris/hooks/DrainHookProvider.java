package io.verdigris.hooks;

import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PhaseHookProvider;
import io.verdigris.spi.ProviderContext;

/** Offers the hook that {@link Drain} sets up. */
public final class DrainHookProvider implements PhaseHookProvider {
  @Override
  public String id() {
    return Drain.ID;
  }

  @Override
  public PhaseHook create(ProviderContext context) {
    return new DrainHook(context::podProxy, context.clock());
  }
}
