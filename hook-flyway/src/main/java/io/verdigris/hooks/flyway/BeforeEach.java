package io.verdigris.hooks.flyway;

import io.verdigris.migrations.Database;
import io.verdigris.migrations.MigrationTool.Guard;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Looks whether a migration may still run, and sets for how long it waits for locks.
 *
 * @param guard what looks
 * @param unlimited scripts that build an index without a lock: they wait for transactions to end,
 *     which stops nobody, and would leave an invalid index behind
 */
record BeforeEach(Database database, Guard guard, Set<String> unlimited) implements Callback {
  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    boolean waits = unlimited.contains(context.getMigrationInfo().getScript());
    try {
      guard.check(context.getConnection());
      database.limit(context.getConnection(), waits ? Duration.ZERO : database.lockTimeout());
    } catch (SQLException e) {
      throw new FlywayException(
          "what is known of " + context.getMigrationInfo().getScript() + " cannot be read", e);
    }
  }

  @Override
  public String getCallbackName() {
    return "verdigris";
  }
}
