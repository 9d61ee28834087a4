package io.verdigris.testkit.database;

import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A server in Docker. A class of its own, for it is loaded only where Testcontainers are there. */
final class DockerPostgres {
  private static final String IMAGE = "postgres:16-alpine";
  private static final int PORT = 5432;

  private DockerPostgres() {}

  /** Returns host and port; empty where no Docker answers. It stops when this JVM ends. */
  @SuppressWarnings("resource")
  static Optional<String> start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.empty();
    }
    var container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withExposedPorts(PORT)
            .withEnv("POSTGRES_USER", PostgresServer.USER)
            .withEnv("POSTGRES_PASSWORD", PostgresServer.PASSWORD)
            .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\n", 2));
    container.start();
    return Optional.of(container.getHost() + ":" + container.getMappedPort(PORT));
  }
}
