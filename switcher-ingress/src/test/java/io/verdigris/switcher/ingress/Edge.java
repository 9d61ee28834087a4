package io.verdigris.switcher.ingress;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import java.net.URI;

/** Where a cluster's edge answers. */
final class Edge {
  private Edge() {}

  /** Returns the address; skips the test where there is none. */
  static URI of(TestCluster cluster) {
    if (cluster instanceof EmbeddedCluster embedded) {
      return embedded.ingress();
    }
    String address = System.getenv("VERDIGRIS_TEST_INGRESS");
    assumeTrue(
        address != null && cluster.name().equals("real"),
        "VERDIGRIS_TEST_INGRESS names no ingress controller of the cluster " + cluster.name());
    return URI.create(address);
  }
}
