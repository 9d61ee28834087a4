package io.verdigris.hooks.flyway;

import io.verdigris.Finding;
import io.verdigris.migrations.Database;
import io.verdigris.migrations.Dialect;
import io.verdigris.migrations.Migration;
import io.verdigris.migrations.MigrationTool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateOutput;

/**
 * Runs Flyway. What is held is not shown to it, so that it neither runs nor misses that.
 *
 * @param database where
 * @param directories with scripts
 * @param table its history table
 * @param placeholders in scripts
 * @param outOfOrder whether scripts run below the highest version that has run
 */
record FlywayTool(
    Database database,
    List<Path> directories,
    String table,
    Map<String, String> placeholders,
    boolean outOfOrder)
    implements MigrationTool {
  private static final int LOCK_TRIES = 5;

  @Override
  public Pending pending() throws SQLException {
    Scripts scripts = Scripts.read(directories);
    var problems = new ArrayList<>(scripts.findings());
    if (!problems.isEmpty()) {
      return new Pending(List.of(), problems);
    }
    var flyway = new Flyway(configuration(scripts));
    for (ValidateOutput invalid : flyway.validateWithResult().invalidMigrations) {
      problems.add(problem(invalid));
    }
    Set<String> tables = tables();
    if (!tables.contains(table)
        && tables.stream().anyMatch(name -> !name.startsWith("verdigris_"))) {
      problems.add(unknownHistory(tables));
    }
    return new Pending(
        Arrays.stream(flyway.info().pending()).map(info -> migration(info, scripts)).toList(),
        problems);
  }

  private Migration migration(MigrationInfo info, Scripts scripts) {
    return Migration.of(
        info.getScript(),
        info.isVersioned(),
        database.dialect(),
        scripts.text(info.getScript(), placeholders));
  }

  private static Finding problem(ValidateOutput invalid) {
    return new Finding(
        "migration " + invalid.version,
        String.valueOf(invalid.filepath),
        String.valueOf(invalid.errorDetails.errorMessage).lines().findFirst().orElse(""),
        remedy(String.valueOf(invalid.errorDetails.errorCode)));
  }

  private static String remedy(String code) {
    if (code.startsWith("FAILED")) {
      return "mend what it has left half done, such as an index that is invalid and has to be"
          + " dropped, then run flyway repair";
    }
    return code.startsWith("RESOLVED")
        ? "give it a higher version than all that have run, or set out-of-order=true"
        : "put the scripts in order with the history; flyway repair if that is wrong";
  }

  private Finding unknownHistory(Set<String> tables) {
    return new Finding(
        "database of hook " + FlywayMigrations.ID,
        database.place(),
        "has tables such as " + tables.iterator().next() + ", but no history " + table,
        "run flyway baseline once with the version that it is at");
  }

  private Set<String> tables() throws SQLException {
    var names = new TreeSet<String>();
    try (Connection connection = database.connect()) {
      boolean mysql = database.dialect() == Dialect.MYSQL;
      String first = database.schemas().isEmpty() ? "" : database.schemas().get(0);
      String catalog = mysql && !first.isEmpty() ? first : connection.getCatalog();
      String schema = mysql || !first.isEmpty() ? first : connection.getSchema();
      try (ResultSet found =
          connection
              .getMetaData()
              .getTables(catalog, mysql ? null : schema, "%", new String[] {"TABLE"})) {
        while (found.next()) {
          names.add(found.getString("TABLE_NAME"));
        }
      }
    }
    return names;
  }

  /** Flyway takes only an empty schema for its own, which ours would not be after this. */
  @Override
  public void prepare() throws SQLException {
    if (!tables().contains(table)) {
      new Flyway(configuration(Scripts.read(List.of())).validateOnMigrate(false)).migrate();
    }
  }

  @Override
  public void run(Collection<Migration> chosen, Guard guard) {
    Scripts scripts = Scripts.read(directories);
    var all = new Flyway(configuration(scripts));
    Set<String> left =
        Arrays.stream(all.info().pending())
            .map(MigrationInfo::getScript)
            .collect(Collectors.toSet());
    chosen.forEach(migration -> left.remove(migration.id()));
    Scripts shown = scripts.only(path -> !left.contains(path.replaceFirst("\\.conf$", "")));
    Set<String> unlimited = ids(chosen.stream().filter(Migration::waitsForTransactions));
    new Flyway(configuration(shown).callbacks(new BeforeEach(database, guard, unlimited)))
        .migrate();
  }

  private static Set<String> ids(Stream<Migration> migrations) {
    return migrations.map(Migration::id).collect(Collectors.toSet());
  }

  private FluentConfiguration configuration(Scripts scripts) {
    FluentConfiguration configuration =
        Flyway.configure(FlywayTool.class.getClassLoader())
            .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
            .dataSource(new Connections(database))
            .resourceProvider(scripts)
            .javaMigrationClassProvider(List::of)
            .skipDefaultCallbacks(true)
            .ignoreMigrationPatterns("*:pending", "*:future")
            .lockRetryCount(LOCK_TRIES)
            .outOfOrder(outOfOrder)
            .placeholders(placeholders)
            .table(table);
    return database.schemas().isEmpty()
        ? configuration
        : configuration.schemas(database.schemas().toArray(String[]::new));
  }
}
