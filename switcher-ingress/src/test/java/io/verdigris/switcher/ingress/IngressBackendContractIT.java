package io.verdigris.switcher.ingress;

import io.verdigris.RolloutSpec;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.RealCluster;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.TrafficSwitcherContract;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class IngressBackendContractIT extends TrafficSwitcherContract {
  private TestCluster cluster;
  private TestApplication web;
  private TrafficSwitcher switcher;

  @BeforeEach
  void open() {
    cluster = RealCluster.open();
    web = new TestApplication(cluster);
    web.service(Map.of("app", "web", "color", "none"));
    for (String colour : new String[] {"blue", "green"}) {
      web.service("web-" + colour, TestApplication.selector(colour));
      web.deployment(colour, 1);
    }
    web.ingress("none", "web-blue");
    web.awaitReady("blue", 1);
    web.awaitReady("green", 1);
    switcher =
        new IngressBackendSwitcherProvider()
            .create(web.context())
            .with(new TreeMap<>(Map.of("ingress", "web")));
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
      cluster.close();
    }
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
