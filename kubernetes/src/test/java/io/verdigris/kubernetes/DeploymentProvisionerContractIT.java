package io.verdigris.kubernetes;

import io.verdigris.RolloutSpec;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestNamespace;
import io.verdigris.testkit.contract.EnvironmentProvisionerContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class DeploymentProvisionerContractIT extends EnvironmentProvisionerContract {
  private final TestNamespace namespace;
  private EnvironmentProvisioner provisioner;

  DeploymentProvisionerContractIT(TestCluster cluster) {
    namespace = TestNamespace.on(cluster);
  }

  @BeforeEach
  void open() {
    namespace.service(TestApplication.labels("blue"));
    namespace.deployment("web-blue", "blue", 2);
    namespace.awaitReady("web-blue", 2);
    provisioner = new DeploymentProvisionerProvider().create(namespace.context());
  }

  @AfterEach
  void close() {
    namespace.close();
  }

  @Override
  protected EnvironmentProvisioner provisioner() {
    return provisioner;
  }

  @Override
  protected RolloutSpec spec() {
    return namespace.spec("v2").build();
  }
}
