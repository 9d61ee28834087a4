package io.verdigris.cli;

import io.verdigris.kubernetes.GuardPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints the guard; needs no cluster. */
@Command(
    name = "guard",
    description = {
      "Prints admission policies that have the API server itself refuse to move a managed Service's"
          + " traffic or to scale down what is live.",
      "An administrator puts them in place: verdigris guard | kubectl apply -f -"
    })
final class GuardCommand implements Callable<Integer> {
  private final Surroundings around;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Where it applies; may be given several times; default all namespaces.")
  private List<String> namespaces = new ArrayList<>();

  @Option(
      names = "--color-key",
      paramLabel = "LABEL",
      description = "The label that holds the colour; default ${DEFAULT-VALUE}.")
  private String colorKey = "color";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "What the names of its objects begin with; default ${DEFAULT-VALUE}. Guards with different"
              + " names stand side by side.")
  private String name = GuardPolicy.NAME;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  GuardCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    around.out().print(policy().yaml());
    return ExitStatus.OK.code();
  }

  private GuardPolicy policy() {
    try {
      return new GuardPolicy(name, colorKey, namespaces);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
