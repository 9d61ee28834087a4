package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Permission;
import io.verdigris.spi.PodProxy;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.PodProxyContract;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

  @Test
  void a_post_reaches_the_pod_as_one_and_needs_a_right_of_its_own() throws IOException {
    var timeout = Duration.ofSeconds(5);
    assertThat(proxy.send(web.application(), "POST", pod, 8080, "/fault", Map.of(), timeout))
        .isEqualTo(new PodProxy.Answer(200, "set\n"));
    assertThat(proxy.admit(web.application(), "POST").permissions())
        .containsExactly(new Permission("", "pods/proxy", "create"));
    assertThat(proxy.admit(web.application(), "GET").permissions())
        .containsExactly(new Permission("", "pods/proxy", "get"));
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
