package io.verdigris.hooks.flyway;

import io.verdigris.migrations.MigrationHook;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PhaseHookProvider;
import io.verdigris.spi.ProviderContext;

/** Offers the hook that {@link FlywayMigrations} documents. */
public final class FlywayHookProvider implements PhaseHookProvider {
  @Override
  public String id() {
    return FlywayMigrations.ID;
  }

  @Override
  public PhaseHook create(ProviderContext context) {
    return MigrationHook.of(id(), new FlywayTools(), context);
  }
}
