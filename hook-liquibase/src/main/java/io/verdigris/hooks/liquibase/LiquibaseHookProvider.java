package io.verdigris.hooks.liquibase;

import io.verdigris.migrations.MigrationHook;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PhaseHookProvider;
import io.verdigris.spi.ProviderContext;

/** Offers the hook that {@link LiquibaseMigrations} documents. */
public final class LiquibaseHookProvider implements PhaseHookProvider {
  @Override
  public String id() {
    return LiquibaseMigrations.ID;
  }

  @Override
  public PhaseHook create(ProviderContext context) {
    return MigrationHook.of(id(), new LiquibaseTools(), context);
  }
}
