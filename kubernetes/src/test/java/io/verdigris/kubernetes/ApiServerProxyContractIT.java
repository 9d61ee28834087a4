package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.verdigris.spi.PodProxy;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestNamespace;
import io.verdigris.testkit.contract.PodProxyContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pod refuses with 503 is its answer, though the API server says 503 of its own too. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ApiServerProxyContractIT extends PodProxyContract {
  private final TestNamespace namespace;
  private PodProxy proxy;

  ApiServerProxyContractIT(TestCluster cluster) {
    namespace = TestNamespace.on(cluster);
  }

  @BeforeEach
  void open() {
    namespace.create(
        TestApplication.deployment(
                namespace.name(), "web-blue", "blue", 1, namespace.cluster().image("v1"))
            .editSpec()
            .editTemplate()
            .editSpec()
            .editFirstContainer()
            .addNewEnv()
            .withName("UNREADY")
            .withValue("true")
            .endEnv()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build());
    Patience.until(
        "a pod runs",
        () -> pods().stream().anyMatch(p -> "Running".equals(p.getStatus().getPhase())));
    proxy = new ApiServerProxyProvider().create(namespace.context());
  }

  private List<Pod> pods() {
    return namespace.client().pods().inNamespace(namespace.name()).list().getItems();
  }

  @AfterEach
  void close() {
    namespace.close();
  }

  @Override
  protected PodProxy proxy() {
    return proxy;
  }

  @Override
  protected Target target() {
    return new Target(
        namespace.application(),
        pods().get(0).getMetadata().getName(),
        8080,
        "/livez?full=1",
        new PodProxy.Answer(200, "ok\n"),
        "/readyz",
        503);
  }
}
