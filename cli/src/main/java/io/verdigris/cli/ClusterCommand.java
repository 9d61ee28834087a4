package io.verdigris.cli;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.ProviderSelectionException;
import io.verdigris.kubernetes.adoption.Adoption;
import io.verdigris.kubernetes.adoption.Advice;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have in common: surroundings, a cluster and a way to refuse arguments. */
abstract class ClusterCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private final ClusterOptions cluster = new ClusterOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  ClusterCommand(Surroundings around) {
    this.around = around;
  }

  /** Does what the command is for. */
  abstract ExitStatus perform();

  @Override
  public final Integer call() {
    return perform().code();
  }

  final Surroundings around() {
    return around;
  }

  final ClusterOptions cluster() {
    return cluster;
  }

  final CommandSpec command() {
    return command;
  }

  final BlueGreenOrchestrator open() {
    return open(BlueGreenOrchestrator.builder());
  }

  final BlueGreenOrchestrator open(BlueGreenOrchestrator.Builder builder) {
    return cluster.open(builder, command);
  }

  final Adoption adoption() {
    return cluster.usable(command, Adoption::open);
  }

  final Advice advice() {
    return cluster.usable(command, Advice::open);
  }

  /** Turns what is wrong with the arguments into a complaint about the usage. */
  final <T> T checked(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException | ProviderSelectionException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Prints an object or lines, as asked for. */
  final void print(Supplier<Json> json, Supplier<Iterable<String>> lines) {
    if (cluster.json()) {
      around.out().println(json.get());
    } else {
      lines.get().forEach(around.out()::println);
    }
  }
}
