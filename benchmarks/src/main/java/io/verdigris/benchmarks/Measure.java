package io.verdigris.benchmarks;

import io.verdigris.benchmarks.edge.Edges;
import io.verdigris.benchmarks.edge.Way;
import io.verdigris.benchmarks.rollback.Case;
import io.verdigris.benchmarks.rollback.Pace;
import io.verdigris.benchmarks.rollback.Reading;
import io.verdigris.benchmarks.rollback.Rollbacks;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Measures rollouts under traffic. */
@Command(
    name = "measure",
    description = "Measures rollouts under traffic and prints a table in Markdown.",
    mixinStandardHelpOptions = true,
    subcommands = {
      FleetCommand.class,
      TakeoverCommand.class,
      SoakCommand.class,
      MicroCommand.class,
      PeersCommand.class
    },
    footer = {
      "",
      "Exit status: 0 all went as it should, 1 a rollout ended wrongly or a request was lost,"
          + " 2 usage."
    })
public final class Measure {
  private Measure() {}

  /** Runs a command and ends the process with its exit status. */
  public static void main(String... args) {
    System.exit(
        new CommandLine(new Measure()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Lets a new colour turn bad under 200 requests/s on new connections and as many on kept"
              + " ones, and measures for how long clients saw it; up to 100 s each.")
  int rollbacks(
      @Option(
              names = "--kubeconfig",
              description =
                  "The cluster, whose node ports answer on 127.0.0.1 and whose pods can be reached"
                      + " from here; default an embedded one.")
          @Nullable Path kubeconfig,
      @Option(
              names = "--image",
              description = "The test application there; default ${DEFAULT-VALUE}.",
              defaultValue = "bluegreen.test/app")
          String image,
      @Option(
              names = "--prometheus",
              description =
                  "A Prometheus that scrapes the pods that are annotated prometheus.io/scrape; read"
                      + " besides the pods' own metrics.")
          @Nullable URI prometheus,
      @Option(
              names = "--rounds",
              description = "How often each is played; default ${DEFAULT-VALUE}.",
              defaultValue = "1")
          int rounds,
      @Option(names = "--case", description = "Only this, of ${COMPLETION-CANDIDATES}; repeatable.")
          @Nullable List<Case> some)
      throws InterruptedException {
    refuseNoRounds(rounds);
    try (TestCluster cluster =
        kubeconfig == null ? EmbeddedCluster.start() : TestClusters.external(kubeconfig, image)) {
      return status(
          new Rollbacks(cluster, Pace.usual(), System.out)
              .play(some == null ? List.of(Case.values()) : some, readings(prometheus), rounds));
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Plays promotions and rollbacks in turn under 200 requests/s on new connections and as"
              + " many on kept ones that come by an edge; about 20 s each.")
  int edge(
      @Option(
              names = "--kubeconfig",
              description =
                  "The cluster, whose pods can be reached from here; default an embedded one.")
          @Nullable Path kubeconfig,
      @Option(
              names = "--image",
              description = "The test application there; default ${DEFAULT-VALUE}.",
              defaultValue = "bluegreen.test/app")
          String image,
      @Option(
              names = "--edge",
              description =
                  "Where its edge answers, such as http://127.0.0.1:30180: a Contour with class"
                      + " contour and the Gateway ingress/web.")
          @Nullable URI edge,
      @Option(
              names = "--rounds",
              description = "How many promotions and rollbacks of each; default ${DEFAULT-VALUE}.",
              defaultValue = "10")
          int rounds,
      @Option(names = "--way", description = "Only this, of ${COMPLETION-CANDIDATES}; repeatable.")
          @Nullable List<Way> some)
      throws InterruptedException {
    refuseNoRounds(rounds);
    if ((kubeconfig == null) != (edge == null)) {
      throw new ParameterException(
          new CommandLine(this), "--kubeconfig and --edge must be given together");
    }
    List<Way> ways = some == null ? List.of(Way.values()) : some;
    if (kubeconfig == null || edge == null) {
      try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
        return status(edges(cluster, cluster.ingress()).play(ways, rounds));
      }
    }
    try (TestCluster cluster = TestClusters.external(kubeconfig, image)) {
      return status(edges(cluster, edge).play(ways, rounds));
    }
  }

  private void refuseNoRounds(int rounds) {
    if (rounds < 1) {
      throw new ParameterException(new CommandLine(this), "--rounds must be at least 1");
    }
  }

  private static int status(boolean good) {
    return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static Edges edges(TestCluster cluster, URI edge) {
    return new Edges(
        cluster, new Edges.Terms(edge, "contour", 200, Duration.ofSeconds(3)), System.out);
  }

  private static List<Reading> readings(@Nullable URI prometheus) {
    var readings = new ArrayList<>(List.of(Reading.pods()));
    if (prometheus != null) {
      readings.add(Reading.prometheus(prometheus));
      readings.add(Reading.pods().with(Reading.prometheus(prometheus)));
    }
    return readings;
  }
}
