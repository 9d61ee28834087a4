package io.verdigris.hooks.flyway;

import io.verdigris.Extension;
import io.verdigris.migrations.MigrationHook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Builds the settings of the hook {@code flyway}, which runs the SQL migrations that a new version
 * comes with before that version is deployed, as far as they are safe beside the one that is live.
 *
 * <p>A statement that is not known to be safe refuses the rollout before anything is changed. A
 * script with the comment {@code -- verdigris: contract} is held until each version that runs came
 * with it. docs/zero-downtime-migrations.md tells how it is judged, held and released.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code url}</td><td>JDBC URL of PostgreSQL or MySQL, without a password</td>
 * <td>required</td></tr>
 * <tr><td>{@code user}</td><td>the user</td><td>the driver's</td></tr>
 * <tr><td>{@code password-env}</td><td>the environment variable with the password</td>
 * <td>none</td></tr>
 * <tr><td>{@code password-file}</td><td>the file with the password; not together with the former
 * </td><td>none</td></tr>
 * <tr><td>{@code locations}</td><td>directories with scripts, commas between them; read where the
 * hook runs</td><td>required</td></tr>
 * <tr><td>{@code schemas}</td><td>schemas, commas between them; the first is the default one</td>
 * <td>the connection's</td></tr>
 * <tr><td>{@code table}</td><td>Flyway's history table</td><td>{@code flyway_schema_history}</td>
 * </tr>
 * <tr><td>{@code placeholder.NAME}</td><td>what <code>${NAME}</code> stands for in scripts</td>
 * <td>none</td></tr>
 * <tr><td>{@code lock-timeout}</td><td>ISO-8601, at most a minute: for how long a statement waits
 * for a lock before the migration is broken off and tried again; {@code CREATE INDEX CONCURRENTLY}
 * is not broken off</td><td>{@code PT2S}</td></tr>
 * <tr><td>{@code out-of-order}</td><td>{@code true} has a script run before one with a lower
 * version that is held</td><td>{@code false}</td></tr>
 * <tr><td>{@code phase}, {@code moment}</td><td>{@code DEPLOY} and {@code before}, or {@code
 * DECOMMISSION} and {@code before} with {@code point-of-no-return}</td><td>required</td></tr>
 * </table>
 */
public final class FlywayMigrations {
  /** The provider's id. */
  public static final String ID = "flyway";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private FlywayMigrations() {}

  /** Starts with the database. */
  public static FlywayMigrations at(String jdbcUrl) {
    return new FlywayMigrations()
        .set("phase", "DEPLOY")
        .set("moment", "before")
        .set("url", jdbcUrl);
  }

  /** Sets the user; default the driver's. */
  public FlywayMigrations user(String user) {
    return set("user", user);
  }

  /** Names the environment variable that holds the password where the hook runs. */
  public FlywayMigrations passwordFromEnv(String variable) {
    return set("password-env", variable);
  }

  /** Names the file that holds the password where the hook runs. */
  public FlywayMigrations passwordFromFile(Path file) {
    return set("password-file", file);
  }

  /** Sets the directories with the scripts. */
  public FlywayMigrations locations(Path... directories) {
    return set(
        "locations",
        List.of(directories).stream().map(Path::toString).collect(Collectors.joining(",")));
  }

  /** Sets the schemas; the first is the default one. */
  public FlywayMigrations schemas(String... schemas) {
    return set("schemas", String.join(",", schemas));
  }

  /** Sets Flyway's history table; default {@code flyway_schema_history}. */
  public FlywayMigrations table(String table) {
    return set("table", table);
  }

  /** Sets what a placeholder stands for in scripts. */
  public FlywayMigrations placeholder(String name, String value) {
    return set("placeholder." + name, value);
  }

  /** Sets for how long a statement waits for a lock; default 2 s, at most a minute. */
  public FlywayMigrations lockTimeout(Duration limit) {
    return set("lock-timeout", limit);
  }

  /** Has a script run before one with a lower version that is held. */
  public FlywayMigrations outOfOrder() {
    return set("out-of-order", true);
  }

  /** Sets for how long the hook is waited for; default 10 min. */
  public FlywayMigrations timeout(Duration timeout) {
    return set("timeout", timeout);
  }

  /**
   * Runs what is held at the end of the same rollout, whatever the old version needs; use it beside
   * the same settings without this, and after a hook that drains the old version.
   *
   * @param takenAway what the old version needs and is taken away: the point of no return
   */
  public FlywayMigrations beforeDecommission(String takenAway) {
    return set("phase", "DECOMMISSION").set("point-of-no-return", takenAway);
  }

  private FlywayMigrations set(String key, Object value) {
    settings.put(key, value.toString());
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    MigrationHook.check(ID, new FlywayTools(), settings);
    return new Extension(Extension.Kind.HOOK, ID, settings);
  }
}
