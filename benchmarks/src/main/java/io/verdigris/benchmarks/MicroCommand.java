package io.verdigris.benchmarks;

import io.verdigris.benchmarks.micro.Micro;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code measure micro}. */
@Command(
    name = "micro",
    mixinStandardHelpOptions = true,
    description =
        "Measures by JMH what the engine and the judging policies compute, and allocate; about"
            + " three minutes.")
final class MicroCommand implements Callable<Integer> {
  @Option(names = "--forks", description = "How many JVMs; default ${DEFAULT-VALUE}.")
  int forks = 2;

  @Option(
      names = "--iterations",
      description =
          "How many measurements in each, after as many to warm up;" + " default ${DEFAULT-VALUE}.")
  int iterations = 5;

  @Option(names = "--seconds", description = "How long each lasts; default ${DEFAULT-VALUE}.")
  int seconds = 1;

  @Override
  public Integer call() {
    new Micro(new Micro.Terms(forks, iterations, seconds), System.out).play();
    return CommandLine.ExitCode.OK;
  }
}
