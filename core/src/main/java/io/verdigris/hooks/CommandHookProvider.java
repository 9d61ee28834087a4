package io.verdigris.hooks;

import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PhaseHookProvider;
import io.verdigris.spi.ProviderContext;

/** Offers {@link CommandHook}. */
public final class CommandHookProvider implements PhaseHookProvider {
  @Override
  public String id() {
    return CommandHook.ID;
  }

  @Override
  public PhaseHook create(ProviderContext context) {
    return new CommandHook();
  }
}
