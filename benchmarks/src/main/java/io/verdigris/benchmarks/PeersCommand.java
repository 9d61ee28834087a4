package io.verdigris.benchmarks;

import io.verdigris.benchmarks.peers.Measured;
import io.verdigris.benchmarks.peers.Peers;
import io.verdigris.benchmarks.peers.Scale;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code measure peers}. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description =
        "Plays promotions and rollbacks of Verdigris and of Argo Rollouts in turn, each under"
            + " traffic on new connections and on kept ones; about two minutes a round.")
final class PeersCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Option(
      names = "--kubeconfig",
      required = true,
      description =
          "The cluster, whose node ports answer on 127.0.0.1 and whose pods can be reached from"
              + " here. Argo Rollouts' CRDs are installed, and its controller runs where it can"
              + " reach 127.0.0.1 of this machine.")
  Path kubeconfig = Path.of("");

  @Option(names = "--image", description = "The test application there; default ${DEFAULT-VALUE}.")
  String image = "bluegreen.test/app";

  @Option(
      names = "--argo-metrics",
      description = "Where the controller answers Prometheus; default ${DEFAULT-VALUE}.")
  URI argoMetrics = URI.create("http://127.0.0.1:8090/metrics");

  @Option(
      names = "--alone",
      description = "Plays Verdigris alone, as when only failed requests over many switches count.")
  boolean alone;

  @Option(
      names = "--rounds",
      description =
          "How many promotions and rollbacks of each, after a promotion that is not counted;"
              + " default ${DEFAULT-VALUE}.")
  int rounds = 10;

  @Option(
      names = "--rate",
      description =
          "Requests a second on new connections, and as many on kept ones; default"
              + " ${DEFAULT-VALUE}.")
  int rate = 200;

  @Option(names = "--picture", description = "A file to draw the figures into, as SVG.")
  @Nullable Path picture;

  @Override
  public Integer call() throws InterruptedException {
    if (rounds < 1) {
      throw misuse("--rounds must be at least 1");
    }
    if (rate < 1) {
      throw misuse("--rate must be at least 1");
    }
    try (TestCluster cluster = TestClusters.external(kubeconfig, image)) {
      Optional<URI> argo = alone ? Optional.empty() : Optional.of(argoMetrics);
      var peers = new Peers(cluster, argo, Scale.usual(rate, rounds), System.out);
      Optional<String> missing = peers.missing();
      if (missing.isPresent()) {
        throw misuse(missing.get());
      }
      Measured measured = peers.play();
      Optional.ofNullable(picture).ifPresent(measured::draw);
      return measured.good() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private ParameterException misuse(String why) {
    return new ParameterException(command.commandLine(), why);
  }
}
