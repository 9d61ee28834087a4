package io.verdigris.testkit.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The clusters to test on: always an embedded one; the one that {@code VERDIGRIS_KUBECONFIG} names;
 * k3s in a container. One that is not there aborts the tests that use it, with the reason.
 *
 * <pre>{@code
 * @ParameterizedClass(name = "{0}")
 * @MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
 * class MyExtensionIT {
 *   private final TestCluster cluster;
 *
 *   MyExtensionIT(TestCluster cluster) {
 *     this.cluster = cluster;
 *   }
 * }
 * }</pre>
 *
 * <p>JUnit closes each cluster after the tests that ran on it.
 */
public final class TestClusters {
  private TestClusters() {}

  /** Returns all clusters; each is started when the stream comes to it. */
  public static Stream<TestCluster> all() {
    return Stream.<Supplier<TestCluster>>of(
            EmbeddedCluster::start, TestClusters::real, TestClusters::k3s)
        .map(Supplier::get);
  }

  /**
   * Returns the cluster of a kubeconfig, whose node ports answer on 127.0.0.1.
   *
   * @param kubeconfig a file with all rights
   * @param repository the test application's image there, without a tag
   */
  public static TestCluster external(Path kubeconfig, String repository) {
    return new RealCluster("real", kubeconfig, "127.0.0.1", repository);
  }

  private static TestCluster real() {
    return RealCluster.find()
        .<TestCluster>map(cluster -> cluster)
        .orElseGet(
            () -> new AbsentCluster("real", "VERDIGRIS_KUBECONFIG names no cluster to test on"));
  }

  private static TestCluster k3s() {
    try {
      Class.forName("org.testcontainers.k3s.K3sContainer");
    } catch (ClassNotFoundException e) {
      return new AbsentCluster("k3s", "org.testcontainers:k3s is not on the class path");
    }
    return mayHaveDocker() ? K3sCluster.started() : new AbsentCluster("k3s", "no Docker answers");
  }

  /** Asking Testcontainers where there can be no Docker takes long and prints much. */
  private static boolean mayHaveDocker() {
    return System.getenv().containsKey("DOCKER_HOST")
        || Stream.of(
                Optional.of("/var/run/docker.sock"),
                Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).map(d -> d + "/docker.sock"),
                Optional.of(System.getProperty("user.home") + "/.docker/run/docker.sock"))
            .flatMap(Optional::stream)
            .anyMatch(socket -> Files.exists(Path.of(socket)));
  }
}
