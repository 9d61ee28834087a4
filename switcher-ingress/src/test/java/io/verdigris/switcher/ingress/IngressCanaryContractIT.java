package io.verdigris.switcher.ingress;

import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.TrafficSwitcherContract;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class IngressCanaryContractIT extends TrafficSwitcherContract {
  private final TestApplication web;
  private final CanaryApplication canary;
  private TrafficSwitcher switcher;

  IngressCanaryContractIT(TestCluster cluster) {
    web = new TestApplication(cluster);
    canary = new CanaryApplication(web);
  }

  @BeforeEach
  void open() {
    canary.create("none");
    web.deployment("blue", 1);
    web.deployment("green", 1);
    web.awaitReady("blue", 1);
    web.awaitReady("green", 1);
    switcher =
        CanarySwitcher.of(
                ClusterAccess.of(web.context()), InstantSource.system(), Duration.ofSeconds(1))
            .with(IngressCanary.named(CanaryApplication.CANARY).extension().settings());
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
    canary.annotate(Canaries.WEIGHT, "100");
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
