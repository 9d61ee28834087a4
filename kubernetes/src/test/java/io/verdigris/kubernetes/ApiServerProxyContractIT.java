package io.verdigris.kubernetes;

import io.verdigris.spi.PodProxy;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.PodProxyContract;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pod refuses with 503 is its answer, though the API server says 503 of its own too. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ApiServerProxyContractIT extends PodProxyContract {
  private final TestApplication web;
  private PodProxy proxy;
  private String pod = "";

  ApiServerProxyContractIT(TestCluster cluster) {
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    web.deployment("blue", 1, Map.of("UNREADY", "true"));
    pod = web.awaitPod("blue").getMetadata().getName();
    proxy = new ApiServerProxyProvider().create(web.context());
  }

  @AfterEach
  void close() {
    web.close();
  }

  @Override
  protected PodProxy proxy() {
    return proxy;
  }

  @Override
  protected Target target() {
    return new Target(
        web.application(),
        pod,
        8080,
        "/livez?full=1",
        new PodProxy.Answer(200, "ok\n"),
        "/readyz",
        503);
  }
}
