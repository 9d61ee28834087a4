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

/** The contract with an object whose controller says that it has taken it over. */
abstract class WeightedContract extends TrafficSwitcherContract {
  private final TestCluster cluster;
  private final WeightedEdge edge;
  private final TestApplication web;
  private TrafficSwitcher switcher;

  WeightedContract(TestCluster cluster, WeightedEdge edge) {
    this.cluster = cluster;
    this.edge = edge;
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    var unused = Edge.of(cluster);
    web.service(Map.of("app", "web", "color", "none"));
    for (String colour : List.of("blue", "green")) {
      web.service("web-" + colour, TestApplication.selector(colour));
      web.deployment(colour, 1);
    }
    edge.create(web);
    web.awaitReady("blue", 1);
    web.awaitReady("green", 1);
    switcher = edge.switcher(web, edge.extension());
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
    edge.weigh(web, Map.of("blue", 0, "green", 100));
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
