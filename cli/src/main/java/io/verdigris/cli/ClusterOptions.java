package io.verdigris.cli;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.VerdigrisException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What every command takes: where the cluster is, and how to print. */
final class ClusterOptions {
  @Option(
      names = {"-n", "--namespace"},
      required = true,
      paramLabel = "NAMESPACE",
      description = "The application's namespace.")
  private String namespace = "";

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The kubeconfig; else found as kubectl does, then a pod's service account.")
  private Optional<Path> kubeconfig = Optional.empty();

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The context in the kubeconfig; else its current one.")
  private Optional<String> context = Optional.empty();

  @Option(
      names = "--color-key",
      paramLabel = "LABEL",
      description = "The label that holds the colour; default color.")
  private Optional<String> colorKey = Optional.empty();

  @Mixin private final OutputOptions output = new OutputOptions();

  String namespace() {
    return namespace;
  }

  boolean json() {
    return output.json();
  }

  boolean verbose() {
    return output.verbose();
  }

  /**
   * Builds an orchestrator.
   *
   * @throws ParameterException when what was given leads to no cluster
   */
  BlueGreenOrchestrator open(BlueGreenOrchestrator.Builder builder, CommandSpec command) {
    return usable(command, configuration -> builder.configuration(configuration).build());
  }

  /**
   * Makes something that uses the cluster, from its configuration.
   *
   * @throws ParameterException when what was given leads to no cluster
   */
  <T> T usable(CommandSpec command, Function<Map<String, String>, T> made) {
    kubeconfig
        .filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file))
        .ifPresent(
            file -> {
              throw new ParameterException(
                  command.commandLine(),
                  "--kubeconfig \"" + file + "\" is no readable file; give a kubeconfig's path");
            });
    try {
      return made.apply(configuration());
    } catch (VerdigrisException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      // the client has no exception of its own for files that it cannot make sense of
      throw new ParameterException(command.commandLine(), unusable(e), e);
    }
  }

  private String unusable(RuntimeException e) {
    String which = kubeconfig.map(file -> "--kubeconfig \"" + file + "\"").orElse("the kubeconfig");
    return which
        + " cannot be used: "
        + Lines.clean(String.valueOf(e.getMessage()))
        + "; give one that kubectl works with";
  }

  private Map<String, String> configuration() {
    var configuration = new HashMap<String, String>();
    kubeconfig.ifPresent(file -> configuration.put("kubernetes.kubeconfig", file.toString()));
    context.ifPresent(name -> configuration.put("kubernetes.context", name));
    colorKey.ifPresent(key -> configuration.put("kubernetes.color-key", key));
    return configuration;
  }
}
