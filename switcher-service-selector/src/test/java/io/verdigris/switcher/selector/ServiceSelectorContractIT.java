package io.verdigris.switcher.selector;

import io.verdigris.RolloutSpec;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.TrafficSwitcherContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ServiceSelectorContractIT extends TrafficSwitcherContract {
  private final TestApplication web;
  private TrafficSwitcher switcher;

  ServiceSelectorContractIT(TestCluster cluster) {
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    web.service(TestApplication.selector("blue"));
    for (String colour : List.of("blue", "green")) {
      web.service("web-" + colour, TestApplication.selector(colour));
      web.deployment(colour, 1);
    }
    web.awaitReady("blue", 1);
    web.awaitReady("green", 1);
    switcher = new ServiceSelectorSwitcherProvider().create(web.context());
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
    web.select(TestApplication.selector("green"));
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
