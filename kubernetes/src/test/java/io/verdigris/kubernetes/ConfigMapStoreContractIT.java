package io.verdigris.kubernetes;

import io.verdigris.spi.RolloutStore;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.RolloutStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ConfigMapStoreContractIT extends RolloutStoreContract {
  private final TestApplication web;
  private RolloutStore store;

  ConfigMapStoreContractIT(TestCluster cluster) {
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    store = new ConfigMapStoreProvider().create(web.context());
  }

  @AfterEach
  void close() {
    web.close();
  }

  @Override
  protected RolloutStore store() {
    return store;
  }

  @Override
  protected String namespace() {
    return web.namespace();
  }
}
