package io.verdigris.switcher.ingress;

import io.verdigris.testkit.cluster.TestCluster;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class HttpProxyContractIT extends WeightedContract {
  HttpProxyContractIT(TestCluster cluster) {
    super(cluster, WeightedEdge.HTTP_PROXY);
  }
}
