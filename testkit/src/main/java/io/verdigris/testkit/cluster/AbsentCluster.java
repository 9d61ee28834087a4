package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/** A cluster that is not there: whoever uses it is skipped and told why. */
record AbsentCluster(String name, String reason) implements TestCluster {

  private TestAbortedException absent() {
    return new TestAbortedException(name + " cluster: " + reason);
  }

  @Override
  public Path kubeconfig() {
    throw absent();
  }

  @Override
  public KubernetesClient client() {
    throw absent();
  }

  @Override
  public String image(String tag) {
    throw absent();
  }

  @Override
  public URI entry(String namespace, String service) {
    throw absent();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return name + " (" + reason + ")";
  }
}
