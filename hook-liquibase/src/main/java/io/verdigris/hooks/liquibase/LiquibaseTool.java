package io.verdigris.hooks.liquibase;

import io.verdigris.VerdigrisException;
import io.verdigris.migrations.Database;
import io.verdigris.migrations.Migration;
import io.verdigris.migrations.MigrationTool;
import io.verdigris.spi.RetryLaterException;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.RuntimeEnvironment;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryService;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.visitor.UpdateVisitor;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.lockservice.DatabaseChangeLogLock;
import liquibase.lockservice.LockService;
import liquibase.lockservice.LockServiceFactory;
import liquibase.resource.DirectoryResourceAccessor;

/**
 * Runs Liquibase. What is held is passed over as if it were not in the change log.
 *
 * @param database where
 * @param searchPath the directory of change logs
 * @param changelog the change log below it
 * @param contexts an expression; empty for all
 * @param labels an expression; empty for all
 */
record LiquibaseTool(
    Database database, Path searchPath, String changelog, String contexts, String labels)
    implements MigrationTool {
  private static final Duration AGAIN = Duration.ofSeconds(3);

  /** One connection with all that Liquibase keeps for it. */
  private final class Session implements AutoCloseable {
    private final Connection connection;
    private final liquibase.database.Database target;
    private final Liquibase liquibase;

    Session() throws Exception {
      connection = database.connect();
      try {
        target =
            DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(new JdbcConnection(connection));
        if (!database.schemas().isEmpty()) {
          target.setDefaultSchemaName(database.schemas().get(0));
        }
        liquibase =
            new Liquibase(
                changelog, new DirectoryResourceAccessor(searchPath.toAbsolutePath()), target);
      } catch (FileNotFoundException e) {
        connection.close();
        throw new VerdigrisException(
            "the search path " + searchPath + " cannot be read where the hook runs: " + e, e);
      } catch (LiquibaseException | RuntimeException e) {
        connection.close();
        throw e;
      }
    }

    List<ChangeSet> unrun() throws LiquibaseException {
      return liquibase.listUnrunChangeSets(
          new Contexts(contexts), new LabelExpression(labels), false);
    }

    ChangeLogHistoryService history() {
      return Scope.getCurrentScope()
          .getSingleton(ChangeLogHistoryServiceFactory.class)
          .getChangeLogService(target);
    }

    LockService locks() {
      return LockServiceFactory.getInstance().getLockService(target);
    }

    /** What Liquibase keeps for a connection is kept in its factories, too. */
    @Override
    public void close() throws SQLException {
      LockServiceFactory.getInstance().resetAll();
      history().reset();
      connection.close();
    }
  }

  @Override
  public Pending pending() throws Exception {
    try (var session = new Session()) {
      refuseLocked(session);
      var judged = new ArrayList<Migration>();
      for (ChangeSet changeSet : session.unrun()) {
        judged.add(
            Migration.of(
                id(changeSet),
                !changeSet.isAlwaysRun() && !changeSet.isRunOnChange(),
                database.dialect(),
                ChangeSetSql.of(changeSet, session.target)));
      }
      return new Pending(judged, List.of());
    }
  }

  private static String id(ChangeSet changeSet) {
    return changeSet.toString(false);
  }

  /** The lock is a row, which outlives the process that has written it. */
  private static void refuseLocked(Session session) throws LiquibaseException {
    for (DatabaseChangeLogLock lock : session.locks().listLocks()) {
      throw new RetryLaterException(
          "the lock DATABASECHANGELOGLOCK, which "
              + lock.getLockedBy()
              + " holds since "
              + lock.getLockGranted().toInstant()
              + "; when that process is dead, take it away with liquibase release-locks",
          AGAIN);
    }
  }

  /** Liquibase creates its tables whatever else is there. */
  @Override
  public void prepare() {}

  @Override
  public void run(Collection<Migration> chosen, Guard guard) throws Exception {
    Map<String, Migration> wanted =
        chosen.stream().collect(Collectors.toMap(Migration::id, Function.identity()));
    try (var session = new Session()) {
      LockService locks = session.locks();
      locks.init();
      if (!locks.acquireLock()) {
        refuseLocked(session);
        throw new RetryLaterException("the lock DATABASECHANGELOGLOCK", AGAIN);
      }
      try {
        run(session, wanted, guard);
      } finally {
        locks.releaseLock();
      }
    }
  }

  private void run(Session session, Map<String, Migration> wanted, Guard guard)
      throws LiquibaseException {
    session.history().init();
    var changeLog = session.liquibase.getDatabaseChangeLog();
    var names = new Contexts(contexts);
    var marks = new LabelExpression(labels);
    changeLog.validate(session.target, names, marks);
    List<String> unrun = session.unrun().stream().map(LiquibaseTool::id).toList();
    var chosen = new Chosen(set -> wanted.containsKey(id(set)) && unrun.contains(id(set)));
    new ChangeLogIterator(changeLog, chosen)
        .run(
            new UpdateVisitor(
                session.target, new BeforeEach(database, session.connection, guard, wanted)),
            new RuntimeEnvironment(session.target, names, marks));
  }
}
