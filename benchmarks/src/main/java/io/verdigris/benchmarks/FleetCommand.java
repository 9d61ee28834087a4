package io.verdigris.benchmarks;

import io.verdigris.benchmarks.fleet.ArgoFleet;
import io.verdigris.benchmarks.fleet.Fleet;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code measure fleet}. */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    description =
        "Rolls out many applications at the same time in one process with 256 MB of heap, and"
            + " measures time, requests, memory and threads.")
final class FleetCommand implements Callable<Integer> {
  @Option(
      names = "--kubeconfig",
      description =
          "The cluster, with all rights: a node is registered there that only says of pods that"
              + " they run. Default an embedded one.")
  @Nullable Path kubeconfig;

  @Option(
      names = "--applications",
      split = ",",
      description = "How many, each in turn; default ${DEFAULT-VALUE}.",
      defaultValue = "10,100,1000,3000")
  List<Integer> sizes = List.of();

  @Option(
      names = "--soak",
      description = "How long a new version is watched, in seconds; default ${DEFAULT-VALUE}.",
      defaultValue = "2")
  int soak;

  @Option(
      names = "--minutes",
      description =
          "For how long one number of applications may take, in minutes; default ${DEFAULT-VALUE}.",
      defaultValue = "20")
  int minutes;

  @Option(
      names = "--jvm-option",
      description = "One more option of the JVM that is measured; repeatable.")
  List<String> options = List.of();

  @Option(
      names = "--argo-metrics",
      description =
          "Where an Argo Rollouts controller of that cluster tells its metrics, such as"
              + " http://127.0.0.1:8090/metrics: as many of its Rollouts are rolled out, too.")
  @Nullable URI argo;

  @Option(names = "--picture", description = "Where the figures are drawn, as SVG.")
  @Nullable Path picture;

  @Override
  public Integer call() throws InterruptedException {
    if (argo != null && kubeconfig == null) {
      throw new ParameterException(
          new CommandLine(this), "--argo-metrics needs --kubeconfig: it runs on a real cluster");
    }
    try (TestCluster cluster = open(kubeconfig)) {
      Duration patience = Duration.ofMinutes(minutes);
      var terms = new Fleet.Terms(Duration.ofSeconds(soak), patience, options);
      boolean good =
          new Fleet(cluster, terms, System.out).measure(sizes, Optional.ofNullable(picture));
      if (argo != null) {
        new ArgoFleet(cluster.client(), argo, patience, System.out).measure(sizes);
      }
      return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** No image is pulled for pods that do not run. */
  static TestCluster open(@Nullable Path kubeconfig) {
    return kubeconfig == null
        ? EmbeddedCluster.start()
        : TestClusters.external(kubeconfig, "verdigris.test/app");
  }
}
