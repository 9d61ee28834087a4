package io.verdigris.hooks.liquibase;

import io.verdigris.VerdigrisException;
import io.verdigris.migrations.Database;
import io.verdigris.migrations.Migration;
import io.verdigris.migrations.MigrationTool.Guard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.RunStatus;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;

/** Looks whether a change set may still run, and sets for how long it waits for locks. */
final class BeforeEach extends AbstractChangeExecListener {
  private final Database database;
  private final Connection connection;
  private final Guard guard;
  private final Map<String, Migration> chosen;

  BeforeEach(Database database, Connection connection, Guard guard, Map<String, Migration> chosen) {
    this.database = database;
    this.connection = connection;
    this.guard = guard;
    this.chosen = chosen;
  }

  @Override
  public void willRun(
      ChangeSet changeSet,
      DatabaseChangeLog changeLog,
      liquibase.database.Database target,
      RunStatus status) {
    Migration migration = chosen.get(changeSet.toString(false));
    boolean waits = migration != null && migration.waitsForTransactions();
    try {
      guard.check(connection);
      database.limit(connection, waits ? Duration.ZERO : database.lockTimeout());
    } catch (SQLException e) {
      throw new VerdigrisException("what is known of " + changeSet + " cannot be read", e);
    }
  }
}
