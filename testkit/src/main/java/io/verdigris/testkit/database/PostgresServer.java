package io.verdigris.testkit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server that is there for the tests of one JVM: Debian's, where it is installed, in a
 * directory that is deleted again; otherwise one in Docker. The user is {@value #USER}; the
 * password is in a file.
 */
public final class PostgresServer {
  /** The user, who may do anything. */
  public static final String USER = "tester";

  static final String PASSWORD = "only-of-this-test";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final String place;
  private final Path passwordFile;

  private PostgresServer(String place) {
    this.place = place;
    try {
      passwordFile = Files.createTempFile("verdigris-test", ".password");
      passwordFile.toFile().deleteOnExit();
      Files.writeString(passwordFile, PASSWORD + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Made when it is asked for first. */
  private static final class Running {
    static final Optional<PostgresServer> SERVER =
        DebianPostgres.start().or(Running::inDocker).map(PostgresServer::new);

    /** Testcontainers need not be on the class path. */
    private static Optional<String> inDocker() {
      try {
        Class.forName("org.testcontainers.containers.GenericContainer");
      } catch (ClassNotFoundException e) {
        return Optional.empty();
      }
      return DockerPostgres.start();
    }
  }

  /** Returns the server; without any the test that asks is skipped, with the reason. */
  public static PostgresServer assumed() {
    Assumptions.assumeTrue(
        Running.SERVER.isPresent(),
        "no PostgreSQL: Debian's package postgresql is not installed, and no Docker answers or"
            + " Testcontainers are not on the class path");
    return Running.SERVER.get();
  }

  /** Returns the JDBC URL of the database {@code postgres}, in which others can be created. */
  public String adminUrl() {
    return url("postgres");
  }

  /** Returns the JDBC URL of a database of this name, which need not be there. */
  public String url(String database) {
    return "jdbc:postgresql://" + place + "/" + database;
  }

  /** Returns a name that no database has yet. */
  public String unusedName() {
    return "test" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
  }

  /** Returns the file with the password. */
  public Path passwordFile() {
    return passwordFile;
  }

  /** Returns the password. */
  public String password() {
    return PASSWORD;
  }
}
