package io.verdigris.examples.deaths;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The campaign's command line.
 *
 * @param kubeconfig a real cluster to run on; empty for the embedded one
 * @param image the repository of the test application's image there
 * @param kills how many processes are killed, at least 1
 * @param rate requests a second on new connections, and as many on kept ones, from 1 to 1,000
 * @param seed what the moments of death are drawn from
 */
record CampaignOptions(Optional<Path> kubeconfig, String image, int kills, int rate, long seed) {
  static final String USAGE =
      """
      ./campaign [--kubeconfig FILE] [--image REPOSITORY] [--kills NUMBER] [--rate NUMBER]
                 [--seed NUMBER]

        --kubeconfig FILE   runs on this cluster, whose node ports answer on 127.0.0.1, in a
                            namespace of its own; default an embedded cluster
        --image REPOSITORY  the test application there; default bluegreen.test/app
        --kills NUMBER      how many processes are killed; default 30
        --rate NUMBER       requests a second on new connections, and as many on kept ones;
                            default 200
        --seed NUMBER       what the moments of death are drawn from; default 1
      """;

  static final CampaignOptions DEFAULTS =
      new CampaignOptions(Optional.empty(), "bluegreen.test/app", 30, 200, 1);

  /** Checks the numbers. */
  CampaignOptions {
    if (kills < 1) {
      throw new IllegalArgumentException("--kills must be >= 1, but is " + kills);
    }
    if (rate < 1 || rate > 1000) {
      throw new IllegalArgumentException("--rate must be from 1 to 1000, but is " + rate);
    }
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static CampaignOptions parse(List<String> arguments) {
    CampaignOptions options = DEFAULTS;
    for (Iterator<String> left = arguments.iterator(); left.hasNext(); ) {
      String name = left.next();
      if (!left.hasNext()) {
        throw new IllegalArgumentException(name + " is unknown or needs a value");
      }
      options = options.with(name, left.next());
    }
    return options;
  }

  private CampaignOptions with(String name, String value) {
    return switch (name) {
      case "--kubeconfig" ->
          new CampaignOptions(Optional.of(Path.of(value)), image, kills, rate, seed);
      case "--image" -> new CampaignOptions(kubeconfig, value, kills, rate, seed);
      case "--kills" -> new CampaignOptions(kubeconfig, image, number(name, value), rate, seed);
      case "--rate" -> new CampaignOptions(kubeconfig, image, kills, number(name, value), seed);
      case "--seed" -> new CampaignOptions(kubeconfig, image, kills, rate, number(name, value));
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, but is " + value, e);
    }
  }

  /** Returns the cluster to run on. */
  TestCluster cluster() {
    return kubeconfig
        .map(file -> TestClusters.external(file, image))
        .orElseGet(EmbeddedCluster::start);
  }
}
