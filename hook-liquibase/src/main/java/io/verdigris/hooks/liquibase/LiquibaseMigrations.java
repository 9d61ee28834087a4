package io.verdigris.hooks.liquibase;

import io.verdigris.Extension;
import io.verdigris.migrations.MigrationHook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the hook {@code liquibase}, which runs the change sets that a new version
 * comes with before that version is deployed, as far as they are safe beside the one that is live.
 *
 * <p>The SQL that a change set turns into is judged. A statement that is not known to be safe
 * refuses the rollout before anything is changed, unless the change set's comment has a line {@code
 * verdigris: expand because REASON}. A change set with the label {@code contract} is held until
 * each version that runs came with it. docs/zero-downtime-migrations.md tells how.
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
 * <tr><td>{@code changelog}</td><td>the change log, as Liquibase knows it: its path below {@code
 * search-path} is part of what a change set is known by</td><td>required</td></tr>
 * <tr><td>{@code search-path}</td><td>the directory of change logs; read where the hook runs</td>
 * <td>the working directory</td></tr>
 * <tr><td>{@code contexts}, {@code labels}</td><td>which change sets count, as for Liquibase</td>
 * <td>all</td></tr>
 * <tr><td>{@code schemas}</td><td>the default schema</td><td>the connection's</td></tr>
 * <tr><td>{@code lock-timeout}</td><td>ISO-8601, at most a minute: for how long a statement waits
 * for a lock before the change set is broken off and tried again; {@code CREATE INDEX CONCURRENTLY}
 * is not broken off</td><td>{@code PT2S}</td></tr>
 * <tr><td>{@code out-of-order}</td><td>{@code true} has a change set run before one that comes
 * before it and is held</td><td>{@code false}</td></tr>
 * <tr><td>{@code phase}, {@code moment}</td><td>{@code DEPLOY} and {@code before}, or {@code
 * DECOMMISSION} and {@code before} with {@code point-of-no-return}</td><td>required</td></tr>
 * </table>
 */
public final class LiquibaseMigrations {
  /** The provider's id. */
  public static final String ID = "liquibase";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private LiquibaseMigrations() {}

  /** Starts with the database. */
  public static LiquibaseMigrations at(String jdbcUrl) {
    return new LiquibaseMigrations()
        .set("phase", "DEPLOY")
        .set("moment", "before")
        .set("url", jdbcUrl);
  }

  /** Sets the user; default the driver's. */
  public LiquibaseMigrations user(String user) {
    return set("user", user);
  }

  /** Names the environment variable that holds the password where the hook runs. */
  public LiquibaseMigrations passwordFromEnv(String variable) {
    return set("password-env", variable);
  }

  /** Names the file that holds the password where the hook runs. */
  public LiquibaseMigrations passwordFromFile(Path file) {
    return set("password-file", file);
  }

  /**
   * Sets the change log.
   *
   * @param searchPath the directory of change logs
   * @param changelog its path below that
   */
  public LiquibaseMigrations changelog(Path searchPath, String changelog) {
    return set("search-path", searchPath).set("changelog", changelog);
  }

  /** Sets an expression of the contexts that count; default all. */
  public LiquibaseMigrations contexts(String expression) {
    return set("contexts", expression);
  }

  /** Sets an expression of the labels that count; default all. */
  public LiquibaseMigrations labels(String expression) {
    return set("labels", expression);
  }

  /** Sets the default schema. */
  public LiquibaseMigrations schema(String schema) {
    return set("schemas", schema);
  }

  /** Sets for how long a statement waits for a lock; default 2 s, at most a minute. */
  public LiquibaseMigrations lockTimeout(Duration limit) {
    return set("lock-timeout", limit);
  }

  /** Has a change set run before one that comes before it and is held. */
  public LiquibaseMigrations outOfOrder() {
    return set("out-of-order", true);
  }

  /** Sets for how long the hook is waited for; default 10 min. */
  public LiquibaseMigrations timeout(Duration timeout) {
    return set("timeout", timeout);
  }

  /**
   * Runs what is held at the end of the same rollout, whatever the old version needs; use it beside
   * the same settings without this, and after a hook that drains the old version.
   *
   * @param takenAway what the old version needs and is taken away: the point of no return
   */
  public LiquibaseMigrations beforeDecommission(String takenAway) {
    return set("phase", "DECOMMISSION").set("point-of-no-return", takenAway);
  }

  private LiquibaseMigrations set(String key, Object value) {
    settings.put(key, value.toString());
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    MigrationHook.check(ID, new LiquibaseTools(), settings);
    return new Extension(Extension.Kind.HOOK, ID, settings);
  }
}
