package io.verdigris.benchmarks;

import io.verdigris.benchmarks.fleet.Takeover;
import io.verdigris.testkit.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code measure takeover}. */
@Command(
    name = "takeover",
    mixinStandardHelpOptions = true,
    description =
        "Has several processes share a fleet, ends one of them in the middle, and measures when the"
            + " others go on with what it left.")
final class TakeoverCommand implements Callable<Integer> {
  @Option(
      names = "--kubeconfig",
      description =
          "The cluster, with all rights: a node is registered there that only says of pods that"
              + " they run. Default an embedded one.")
  @Nullable Path kubeconfig;

  @Option(
      names = "--processes",
      description = "How many share the fleet; default ${DEFAULT-VALUE}.",
      defaultValue = "3")
  int processes;

  @Option(
      names = "--applications",
      description = "How many there are in all; default ${DEFAULT-VALUE}.",
      defaultValue = "60")
  int applications;

  @Option(
      names = "--lease",
      description =
          "After how many seconds without a sign of life others may take over; default"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "15")
  int lease;

  @Option(
      names = "--spread",
      description =
          "Over how many seconds the starts are spread; then the process ends; default"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "10")
  int spread;

  @Option(
      names = "--rounds",
      description = "How often each way is played; default ${DEFAULT-VALUE}.",
      defaultValue = "1")
  int rounds;

  @Option(names = "--picture", description = "Where the figures are drawn, as SVG.")
  @Nullable Path picture;

  @Override
  public Integer call() throws InterruptedException {
    var terms =
        new Takeover.Terms(
            processes, applications, Duration.ofSeconds(lease), Duration.ofSeconds(spread));
    try (TestCluster cluster = FleetCommand.open(kubeconfig)) {
      boolean good =
          new Takeover(cluster, terms, System.out)
              .measure(List.of(Takeover.Way.values()), rounds, Optional.ofNullable(picture));
      return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }
}
