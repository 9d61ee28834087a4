package io.verdigris.migrations;

import io.verdigris.VerdigrisException;
import io.verdigris.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A database as a rollout's settings name it. The password is read when it is needed, and is in
 * nothing that is printed.
 *
 * @param url its JDBC URL
 * @param dialect its SQL
 * @param user the user; empty where the URL or the driver tells
 * @param passwordEnv the environment variable with the password; empty without one
 * @param passwordFile the file with the password; empty without one
 * @param schemas the first holds what has no schema of its own; none for the connection's own
 * @param lockTimeout for how long a statement waits for a lock
 */
public record Database(
    String url,
    Dialect dialect,
    String user,
    String passwordEnv,
    String passwordFile,
    List<String> schemas,
    Duration lockTimeout) {
  /** The settings that say all this. */
  public static final List<String> SETTINGS =
      List.of("url", "user", "password-env", "password-file", "schemas", "lock-timeout");

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LONGEST_LOCK = Duration.ofMinutes(1);
  private static final Pattern SECRET =
      Pattern.compile(
          "[?&;,(][^=&]*passw(?:or)?d[^=&]*=|//[^/?@]*:[^/?@]*@", Pattern.CASE_INSENSITIVE);
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_]\\w*");
  private static final int CONNECT_SECONDS = 5;

  /** Copies the list. */
  public Database {
    schemas = List.copyOf(schemas);
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException naming setting, value and rule
   */
  public static Database parse(Settings settings) {
    String url = settings.text("url").orElse("");
    if (SECRET.matcher(url).find()) {
      throw new IllegalArgumentException(
          "url of "
              + settings.extension()
              + " must hold no password, since settings are kept in the ledger; name an environment"
              + " variable in password-env or a file in password-file");
    }
    Dialect dialect =
        Dialect.of(url)
            .orElseThrow(
                () -> settings.wrong("url", "must begin with jdbc:postgresql: or jdbc:mysql:"));
    String env = settings.text("password-env").orElse("");
    String file = settings.text("password-file").orElse("");
    if (!env.isEmpty() && !VARIABLE.matcher(env).matches()) {
      // the value may be the password itself
      throw new IllegalArgumentException(
          "password-env of "
              + settings.extension()
              + " must be the name of an environment variable, such as DB_PASSWORD");
    } else if (!env.isEmpty() && !file.isEmpty()) {
      throw settings.wrong("password-file", "must not be set together with password-env");
    }
    return new Database(
        url,
        dialect,
        settings.text("user").orElse(""),
        env,
        file,
        list(settings, "schemas"),
        settings.duration("lock-timeout", LONGEST_LOCK).orElse(LOCK_TIMEOUT));
  }

  /** Reads a setting that is a list with commas; empty when it is not set. */
  public static List<String> list(Settings settings, String key) {
    return settings.text(key).stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .peek(
            part -> {
              if (part.isEmpty()) {
                throw settings.wrong(key, "must be names with commas between them");
              }
            })
        .toList();
  }

  /** Returns where it is, without what may be secret. */
  public String place() {
    int options = url.indexOf('?');
    return options < 0 ? url : url.substring(0, options);
  }

  /**
   * Reads the password; empty without one.
   *
   * @throws VerdigrisException saying where it was looked for
   */
  public Optional<String> password() {
    if (!passwordEnv.isEmpty()) {
      return Optional.of(
          Optional.ofNullable(System.getenv(passwordEnv))
              .orElseThrow(
                  () ->
                      new VerdigrisException(
                          "the environment variable "
                              + passwordEnv
                              + ", which password-env names, is not set; set it where Verdigris"
                              + " runs")));
    } else if (passwordFile.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(Path.of(passwordFile)).strip());
    } catch (IOException e) {
      throw new VerdigrisException(
          "the file " + passwordFile + ", which password-file names, cannot be read: " + e, e);
    }
  }

  /** Opens a connection whose statements do not wait long for locks. */
  public Connection connect() throws SQLException {
    var properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    password().ifPresent(password -> properties.setProperty("password", password));
    boolean postgres = dialect == Dialect.POSTGRESQL;
    properties.setProperty(
        "connectTimeout", Integer.toString(postgres ? CONNECT_SECONDS : CONNECT_SECONDS * 1000));
    Connection connection = DriverManager.getConnection(url, properties);
    try {
      limit(connection, lockTimeout);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Sets for how long a connection's statements wait for locks.
   *
   * @param limit zero for as long as it takes; MySQL knows whole seconds only
   */
  public void limit(Connection connection, Duration limit) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (dialect == Dialect.POSTGRESQL) {
        statement.execute("SET lock_timeout = " + limit.toMillis());
      } else {
        long seconds =
            limit.isZero() ? Duration.ofDays(1).toSeconds() : Math.max(1, limit.toSeconds());
        statement.execute("SET SESSION lock_wait_timeout = " + seconds);
      }
    }
  }

  /** Tells whether a failure says no more than that somebody else holds a lock right now. */
  static boolean isLocked(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException e && isLocked(e)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLocked(SQLException e) {
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    return List.of("55P03", "40P01", "40001").contains(state.toUpperCase(Locale.ROOT))
        || (e.getErrorCode() == 1205 && !state.startsWith("55"));
  }
}
