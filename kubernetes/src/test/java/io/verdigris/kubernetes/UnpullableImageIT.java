package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class UnpullableImageIT {
  private final TestCluster cluster;

  UnpullableImageIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void an_image_that_is_nowhere_fails_by_its_name() {
    try (var web = new TestApplication(cluster)) {
      web.service(TestApplication.selector("blue"));
      web.deployment("blue", 1);
      web.awaitReady("blue", 1);
      EnvironmentProvisioner provisioner =
          new DeploymentProvisionerProvider().create(web.context());
      RolloutSpec spec =
          RolloutSpec.builder(web.application()).image("app", "bluegreen.test/nowhere:v1").build();
      var context = new RolloutContext("web-1", web.application(), 1, () -> {});
      var green = new EnvironmentRequest(context, spec, Optional.of(Colour.BLUE), Colour.GREEN, 1);
      provisioner.claim(context);
      provisioner.prepare(green);

      int waits = 0;
      Progress<Progress.Nothing> answer = provisioner.deploy(green);
      while (answer instanceof Progress.Waiting<Progress.Nothing> && waits++ < 120) {
        LockSupport.parkNanos(500_000_000);
        answer = provisioner.deploy(green);
      }

      assertThat(answer).isInstanceOf(Progress.Failed.class);
      assertThat(((Progress.Failed<Progress.Nothing>) answer).reason())
          .contains("bluegreen.test/nowhere:v1", "check that the image exists");
      ClusterAccess.of(web.context()).close();
    }
  }
}
