package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Colour;
import io.verdigris.testkit.TestContext;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ColourDeploymentsTest {
  /** Trusted at the first look, and not at the second. */
  private static final long STEP = Known.TRUST.toSeconds() * 2 / 3;

  @Test
  void what_is_seen_too_long_ago_a_moment_later_is_still_there() {
    var now = new AtomicLong();
    var step = new AtomicLong();
    InstantSource clock = () -> Instant.ofEpochSecond(now.addAndGet(step.get()));
    try (var cluster = EmbeddedCluster.start();
        var web = new TestApplication(cluster);
        var context = new TestContext(web.context().configuration(), clock)) {
      ClusterAccess access = ClusterAccess.of(context);
      access.wakes().onDeployment(web.application(), "web-blue", () -> {});
      web.service(TestApplication.selector("blue"));
      web.deployment("blue", 1);
      web.awaitReady("blue", 1);
      var deployments = new ColourDeployments(access, clock);
      deployments.read(web.application());
      Patience.until(
          "the Deployment is known",
          () -> {
            access.api().get(Deployment.class, web.namespace(), "web-blue");
            return access.wakes().lately(Deployment.class, web.namespace(), "web-blue").isPresent();
          });

      step.set(STEP);

      assertThat(deployments.claimed(web.application()).deployment(Colour.BLUE)).isPresent();
    }
  }
}
