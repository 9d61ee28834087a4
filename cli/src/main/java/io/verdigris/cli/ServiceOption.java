package io.verdigris.cli;

import io.verdigris.Application;
import picocli.CommandLine.Option;

/** Which Service a command is about. */
final class ServiceOption {
  @Option(
      names = {"-s", "--service"},
      required = true,
      paramLabel = "SERVICE",
      description = "The application's stable Service.")
  private String service = "";

  /**
   * Returns the application.
   *
   * @throws IllegalArgumentException when a name cannot be one
   */
  Application in(ClusterOptions cluster) {
    return new Application(cluster.namespace(), service);
  }
}
