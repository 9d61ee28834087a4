package io.verdigris.switcher.ingress;

import io.verdigris.RolloutSpec;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.TrafficSwitcherContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class IngressBackendContractIT extends TrafficSwitcherContract {
  private final TestApplication web;
  private TrafficSwitcher switcher;

  IngressBackendContractIT(TestCluster cluster) {
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    web.service(Map.of("app", "web", "color", "none"));
    for (String colour : List.of("blue", "green")) {
      web.service("web-" + colour, TestApplication.selector(colour));
      web.deployment(colour, 1);
    }
    web.ingress("none", "web-blue");
    web.awaitReady("blue", 1);
    web.awaitReady("green", 1);
    switcher =
        new IngressBackendSwitcherProvider()
            .create(web.context())
            .with(IngressBackend.named("web").extension().settings());
  }

  @AfterEach
  void close() {
    web.close();
  }

  @Override
  protected TrafficSwitcher switcher() {
    return switcher;
  }

  @Override
  protected RolloutSpec spec() {
    return web.spec("v2").build();
  }

  @Override
  protected void changeBySomeoneElse() {
    web.direct("web-green");
  }

  @Override
  protected boolean holdBack() {
    web.scale("green", 0);
    return true;
  }

  @Override
  protected void letThrough() {
    web.scale("green", 1);
  }
}
