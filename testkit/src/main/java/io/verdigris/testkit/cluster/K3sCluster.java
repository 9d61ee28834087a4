package io.verdigris.testkit.cluster;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * k3s in a container, one for all test classes of this JVM. Its node ports are reached by the
 * container's own address, which works where Docker runs on this machine.
 */
final class K3sCluster {
  private static final String IMAGE = "rancher/k3s:v1.34.1-k3s1";
  private static final List<String> TAGS = List.of("v1", "v2", "v3");

  private K3sCluster() {}

  /** The container is stopped by Testcontainers when this JVM ends. */
  private static final class Running {
    static final TestCluster CLUSTER = start();
  }

  static TestCluster started() {
    return DockerClientFactory.instance().isDockerAvailable()
        ? new Shared(Running.CLUSTER)
        : new AbsentCluster("k3s", "no Docker answers");
  }

  private static TestCluster start() {
    try {
      var container = new K3sContainer(DockerImageName.parse(IMAGE));
      container.start();
      for (String tag : TAGS) {
        load(container, RealCluster.repository() + ":" + tag);
      }
      Path kubeconfig = Files.createTempFile("k3s", ".kubeconfig");
      kubeconfig.toFile().deleteOnExit();
      Files.writeString(kubeconfig, container.getKubeConfigYaml());
      String address = address(container);
      return new RealCluster("k3s", kubeconfig, address, RealCluster.repository());
    } catch (NotFoundException e) {
      return new AbsentCluster("k3s", "Docker has no image " + RealCluster.repository());
    } catch (IOException e) {
      throw new UncheckedIOException("k3s cannot be prepared", e);
    }
  }

  private static String address(K3sContainer container) {
    return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
        .map(network -> String.valueOf(network.getIpAddress()))
        .findFirst()
        .orElse(container.getHost());
  }

  private static void load(K3sContainer container, String image) throws IOException {
    Path archive = Files.createTempFile("image", ".tar");
    try {
      try (InputStream saved = DockerClientFactory.lazyClient().saveImageCmd(image).exec()) {
        Files.copy(saved, archive, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      container.copyFileToContainer(MountableFile.forHostPath(archive), "/tmp/image.tar");
      ExecResult result =
          container.execInContainer("ctr", "-n", "k8s.io", "images", "import", "/tmp/image.tar");
      if (result.getExitCode() != 0) {
        throw new IOException(image + " cannot be imported: " + result.getStderr());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while importing " + image, e);
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  /** Is not closed by one of the classes that use it. */
  private record Shared(TestCluster cluster) implements TestCluster {
    @Override
    public String name() {
      return cluster.name();
    }

    @Override
    public Path kubeconfig() {
      return cluster.kubeconfig();
    }

    @Override
    public io.fabric8.kubernetes.client.KubernetesClient client() {
      return cluster.client();
    }

    @Override
    public String image(String tag) {
      return cluster.image(tag);
    }

    @Override
    public java.net.URI entry(String namespace, String service) {
      return cluster.entry(namespace, service);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return cluster.toString();
    }
  }
}
