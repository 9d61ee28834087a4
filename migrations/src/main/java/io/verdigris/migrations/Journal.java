package io.verdigris.migrations;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.RolloutContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table {@value #TABLE}, beside the tables that the migrations change: for each rollout the
 * migrations that were pending when it began, which is what its version came with, and which of
 * them it held. A rollout writes its rows before it runs or deploys anything.
 *
 * @param database where it is
 */
record Journal(Database database) {
  static final String TABLE = "verdigris_migrations";

  private static final String CREATE =
      "CREATE TABLE IF NOT EXISTS "
          + TABLE
          + " (application VARCHAR(255) NOT NULL, rollout VARCHAR(100) NOT NULL,"
          + " checksum CHAR(64) NOT NULL, migration VARCHAR(1000) NOT NULL,"
          + " held BOOLEAN NOT NULL, fence BIGINT NOT NULL,"
          + " noted_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,"
          + " PRIMARY KEY (application, rollout, checksum))";

  private static final String INVALID =
      "SELECT c.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid ="
          + " i.indexrelid WHERE NOT i.indisvalid";

  /**
   * What the table says of an application.
   *
   * @param rows of each rollout, by checksum, whether the migration was held
   * @param fence the highest fence
   */
  record Entries(Map<String, Map<String, Boolean>> rows, long fence) {
    /** Tells whether the version of a rollout came with this migration. */
    boolean shipped(String rollout, Migration migration) {
      return rows.getOrDefault(rollout, Map.of()).containsKey(migration.checksum());
    }

    /** Tells whether a rollout was about to run this migration. */
    boolean released(String rollout, Migration migration) {
      return Boolean.FALSE.equals(rows.getOrDefault(rollout, Map.of()).get(migration.checksum()));
    }
  }

  /** Reads; without a table there is nothing. */
  Entries read(Application application) throws SQLException {
    try (Connection connection = open()) {
      return read(connection, application);
    }
  }

  private Connection open() throws SQLException {
    Connection connection = database.connect();
    if (!database.schemas().isEmpty()) {
      String first = database.schemas().get(0);
      if (database.dialect() == Dialect.MYSQL) {
        connection.setCatalog(first);
      } else {
        connection.setSchema(first);
      }
    }
    return connection;
  }

  private static Entries read(Connection connection, Application application) throws SQLException {
    var rows = new HashMap<String, Map<String, Boolean>>();
    long fence = 0;
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT rollout, checksum, held, fence FROM " + TABLE + " WHERE application = ?")) {
      query.setString(1, application.toString());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.computeIfAbsent(row.getString(1), r -> new HashMap<>())
              .put(row.getString(2), row.getBoolean(3));
          fence = Math.max(fence, row.getLong(4));
        }
      }
    } catch (SQLException e) {
      if (!isMissing(e)) {
        throw e;
      }
    }
    return new Entries(rows, fence);
  }

  /** PostgreSQL, for a table and its schema, and MySQL. */
  private static boolean isMissing(SQLException e) {
    return List.of("42P01", "3F000", "42S02").contains(String.valueOf(e.getSQLState()));
  }

  /**
   * Writes a rollout's rows in one transaction, and takes away those of rollouts whose versions do
   * not run any more.
   *
   * @param held those of the pending migrations that do not run
   * @param running the rollouts whose versions run
   */
  void write(
      RolloutContext context,
      Collection<Migration> pending,
      Collection<Migration> held,
      Set<String> running)
      throws SQLException {
    try (Connection connection = open()) {
      try (Statement create = connection.createStatement()) {
        create.execute(CREATE);
      }
      connection.setAutoCommit(false);
      Entries before = read(connection, context.application());
      refuseHigher(before.fence(), context);
      var gone = new ArrayList<>(before.rows().keySet());
      gone.removeAll(running);
      gone.add(context.rollout());
      for (String rollout : gone) {
        delete(connection, context.application(), rollout);
      }
      var heldOnes = new HashSet<>(held);
      for (Migration migration : pending) {
        insert(connection, context, migration, heldOnes.contains(migration));
      }
      connection.commit();
    }
  }

  private static void delete(Connection connection, Application application, String rollout)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM " + TABLE + " WHERE application = ? AND rollout = ?")) {
      delete.setString(1, application.toString());
      delete.setString(2, rollout);
      delete.executeUpdate();
    }
  }

  private static void insert(
      Connection connection, RolloutContext context, Migration migration, boolean held)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + TABLE
                + " (application, rollout, checksum, migration, held, fence) VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, context.application().toString());
      insert.setString(2, context.rollout());
      insert.setString(3, migration.checksum());
      insert.setString(4, migration.id());
      insert.setBoolean(5, held);
      insert.setLong(6, context.fence());
      insert.executeUpdate();
    }
  }

  /** Returns when no process with a higher fence has written since. */
  void check(Connection connection, RolloutContext context) throws SQLException {
    String schema = database.schemas().isEmpty() ? "" : quoted(database.schemas().get(0)) + ".";
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT max(fence) FROM " + schema + TABLE + " WHERE application = ?")) {
      query.setString(1, context.application().toString());
      try (ResultSet row = query.executeQuery()) {
        refuseHigher(row.next() ? row.getLong(1) : 0, context);
      }
    }
  }

  private String quoted(String name) {
    String mark = database.dialect() == Dialect.MYSQL ? "`" : "\"";
    return mark + name.replace(mark, mark + mark) + mark;
  }

  private static void refuseHigher(long fence, RolloutContext context) {
    if (fence > context.fence()) {
      throw new OwnershipLostException(
          "table "
              + TABLE
              + " carries fence "
              + fence
              + ", but this process holds "
              + context.fence());
    }
  }

  /** Tells whether the database holds no table but ours and the tools' own. */
  boolean isEmptyBeside(Set<String> own) throws SQLException {
    try (Connection connection = open();
        ResultSet table =
            connection
                .getMetaData()
                .getTables(
                    connection.getCatalog(),
                    null,
                    "%",
                    new String[] {"TABLE", "PARTITIONED TABLE"})) {
      while (table.next()) {
        String name = table.getString("TABLE_NAME");
        if (!name.equalsIgnoreCase(TABLE) && own.stream().noneMatch(name::equalsIgnoreCase)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Finds what failed attempts at building an index without a lock have left behind, where one of
   * these migrations would build it again.
   */
  List<Finding> invalidIndexes(Collection<Migration> pending) throws SQLException {
    String building =
        pending.stream()
            .flatMap(migration -> migration.script().verdicts().stream())
            .map(Verdict::statement)
            .filter(statement -> statement.toUpperCase(Locale.ROOT).contains("CONCURRENTLY"))
            .collect(Collectors.joining("\n"));
    var findings = new ArrayList<Finding>();
    if (database.dialect() == Dialect.POSTGRESQL && !building.isEmpty()) {
      try (Connection connection = open();
          Statement query = connection.createStatement();
          ResultSet row = query.executeQuery(INVALID)) {
        while (row.next()) {
          invalid(row.getString(1), building).ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  private static Optional<Finding> invalid(String index, String building) {
    return building.contains(index)
        ? Optional.of(
            new Finding(
                "index",
                index,
                "is invalid: building it was broken off, or is still going on",
                "wait for that, or take it away with DROP INDEX CONCURRENTLY " + index))
        : Optional.empty();
  }
}
