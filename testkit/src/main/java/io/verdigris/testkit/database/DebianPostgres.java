package io.verdigris.testkit.database;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the server of Debian's package for as long as this JVM lives. */
final class DebianPostgres {
  private static final Logger LOG = LoggerFactory.getLogger(DebianPostgres.class);
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  /** It refuses to run as root; its package has made this user. */
  private static final String USER_OF_PACKAGE = "postgres";

  private final Path bin;
  private final Path home;

  private DebianPostgres(Path bin, Path home) {
    this.bin = bin;
    this.home = home;
  }

  /** Returns host and port; empty where it is not installed or does not start. */
  static Optional<String> start() {
    Optional<Path> bin = newest();
    if (bin.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path home =
          Files.createTempDirectory(
              "verdigris-postgres",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return Optional.of(new DebianPostgres(bin.get(), home).run());
    } catch (IOException e) {
      LOG.warn("PostgreSQL in {} does not start", bin.get(), e);
      return Optional.empty();
    }
  }

  private static Optional<Path> newest() {
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions
          .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
          .max(Comparator.comparingInt(DebianPostgres::number))
          .map(version -> version.resolve("bin"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static int number(Path version) {
    String digits = version.toString().replaceAll(".*?(\\d*)$", "$1");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private String run() throws IOException {
    int port = freePort();
    Path secret = Files.writeString(home.resolve("password"), PostgresServer.PASSWORD);
    if (isRoot()) {
      var owner =
          FileSystems.getDefault()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(USER_OF_PACKAGE);
      Files.setOwner(home, owner);
      Files.setOwner(secret, owner);
    }
    call(
        "initdb",
        "-D",
        data(),
        "-U",
        PostgresServer.USER,
        "--pwfile",
        secret.toString(),
        "--auth",
        "scram-sha-256",
        "-E",
        "UTF8",
        "--locale",
        "C",
        "-N");
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    String options =
        "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories=''";
    call(
        "pg_ctl", "-D", data(), "-l", home.resolve("log").toString(), "-o", options, "-w", "start");
    return "127.0.0.1:" + port;
  }

  private String data() {
    return home.resolve("data").toString();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void call(String program, String... arguments) throws IOException {
    var words = new ArrayList<String>();
    if (isRoot()) {
      words.addAll(
          List.of(
              "setpriv", "--reuid", USER_OF_PACKAGE, "--regid", USER_OF_PACKAGE, "--init-groups"));
    }
    words.add(bin.resolve(program).toString());
    words.addAll(List.of(arguments));
    Path output = Files.createTempFile("verdigris-postgres", ".out");
    try {
      Process process =
          new ProcessBuilder(words)
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(program + " ended badly: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program + " ran", e);
    } finally {
      Files.delete(output);
    }
  }

  private void stop() {
    try {
      call("pg_ctl", "-D", data(), "-m", "immediate", "stop");
    } catch (IOException e) {
      LOG.warn("PostgreSQL in {} cannot be stopped", home, e);
    }
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(DebianPostgres::delete);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} cannot be deleted", home, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
