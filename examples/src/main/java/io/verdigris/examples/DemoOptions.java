package io.verdigris.examples;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The demo's command line.
 *
 * @param kubeconfig a real cluster to run on; empty for the embedded one
 * @param image the repository of the test application's image there
 * @param page where the page goes
 */
record DemoOptions(Optional<Path> kubeconfig, Optional<String> image, Path page) {
  static final String USAGE =
      """
      ./demo [--report FILE] [--kubeconfig FILE --image REPOSITORY]

        --report FILE       where the page goes; default demo-report.html
        --kubeconfig FILE   runs on this cluster, whose node ports answer on 127.0.0.1, in a
                            namespace of its own; default an embedded cluster
        --image REPOSITORY  the test application there, with the tags v1, v2 and v3
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static DemoOptions parse(List<String> arguments) {
    var options = new DemoOptions(Optional.empty(), Optional.empty(), Path.of("demo-report.html"));
    for (Iterator<String> left = arguments.iterator(); left.hasNext(); ) {
      String name = left.next();
      options =
          switch (name) {
            case "--kubeconfig" -> options.withKubeconfig(Path.of(value(name, left)));
            case "--image" -> options.withImage(value(name, left));
            case "--report" -> options.withPage(Path.of(value(name, left)));
            default -> throw new IllegalArgumentException("unknown option " + name);
          };
    }
    if (options.kubeconfig.isPresent() != options.image.isPresent()) {
      throw new IllegalArgumentException("--kubeconfig and --image need each other");
    }
    return options;
  }

  private static String value(String name, Iterator<String> left) {
    if (!left.hasNext()) {
      throw new IllegalArgumentException(name + " needs a value");
    }
    return left.next();
  }

  private DemoOptions withKubeconfig(Path file) {
    return new DemoOptions(Optional.of(file), image, page);
  }

  private DemoOptions withImage(String repository) {
    return new DemoOptions(kubeconfig, Optional.of(repository), page);
  }

  private DemoOptions withPage(Path file) {
    return new DemoOptions(kubeconfig, image, file);
  }

  /** Returns the cluster to run on. */
  TestCluster cluster() {
    return kubeconfig.isPresent()
        ? TestClusters.external(kubeconfig.get(), image.orElseThrow())
        : EmbeddedCluster.start();
  }
}
