package io.verdigris.switcher.selector;

import io.verdigris.RolloutSpec;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestNamespace;
import io.verdigris.testkit.contract.TrafficSwitcherContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ServiceSelectorContractIT extends TrafficSwitcherContract {
  private final TestNamespace namespace;
  private TrafficSwitcher switcher;

  ServiceSelectorContractIT(TestCluster cluster) {
    namespace = TestNamespace.on(cluster);
  }

  @BeforeEach
  void open() {
    namespace.service(TestApplication.labels("blue"));
    for (String colour : List.of("blue", "green")) {
      namespace.create(
          TestApplication.service(namespace.name(), TestApplication.labels(colour))
              .editMetadata()
              .withName("web-" + colour)
              .endMetadata()
              .build());
      namespace.deployment("web-" + colour, colour, 1);
    }
    namespace.awaitReady("web-blue", 1);
    namespace.awaitReady("web-green", 1);
    switcher = new ServiceSelectorSwitcherProvider().create(namespace.context());
  }

  @AfterEach
  void close() {
    namespace.close();
  }

  @Override
  protected TrafficSwitcher switcher() {
    return switcher;
  }

  @Override
  protected RolloutSpec spec() {
    return namespace.spec("v2").build();
  }

  @Override
  protected void changeBySomeoneElse() {
    namespace.select(TestApplication.labels("green"));
  }

  @Override
  protected boolean holdBack() {
    namespace.scale("web-green", 0);
    return true;
  }

  @Override
  protected void letThrough() {
    namespace.scale("web-green", 1);
  }
}
