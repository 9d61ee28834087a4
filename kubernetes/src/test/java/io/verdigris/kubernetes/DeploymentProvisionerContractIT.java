package io.verdigris.kubernetes;

import io.verdigris.RolloutSpec;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.EnvironmentProvisionerContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class DeploymentProvisionerContractIT extends EnvironmentProvisionerContract {
  private final TestApplication web;
  private EnvironmentProvisioner provisioner;

  DeploymentProvisionerContractIT(TestCluster cluster) {
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 2);
    web.awaitReady("blue", 2);
    provisioner = new DeploymentProvisionerProvider().create(web.context());
  }

  @AfterEach
  void close() {
    web.close();
  }

  @Override
  protected EnvironmentProvisioner provisioner() {
    return provisioner;
  }

  @Override
  protected RolloutSpec spec() {
    return web.spec("v2").build();
  }
}
