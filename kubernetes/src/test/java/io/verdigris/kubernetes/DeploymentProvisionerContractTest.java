package io.verdigris.kubernetes;

import io.verdigris.RolloutSpec;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.contract.EnvironmentProvisionerContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class DeploymentProvisionerContractTest extends EnvironmentProvisionerContract {
  private static EmbeddedCluster cluster;

  private Shop shop;

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() {
    shop = new Shop(cluster);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Override
  protected EnvironmentProvisioner provisioner() {
    return shop.provisioner;
  }

  @Override
  protected RolloutSpec spec() {
    return shop.spec();
  }
}
