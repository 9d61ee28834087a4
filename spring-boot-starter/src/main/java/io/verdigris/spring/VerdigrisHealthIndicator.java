package io.verdigris.spring;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Tells whether the cluster answers, where the application has a client of it as a bean, and how
 * the latest rollouts stand. A rollout that went wrong does not make this application unwell.
 */
final class VerdigrisHealthIndicator extends AbstractHealthIndicator {
  private final RolloutOverview overview;
  private final Optional<KubernetesClient> client;

  VerdigrisHealthIndicator(RolloutOverview overview, Optional<KubernetesClient> client) {
    super("the orchestrator's health could not be told");
    this.overview = overview;
    this.client = client;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    builder.up().withDetail("rollouts", overview.rollouts());
    client.ifPresent(cluster -> ask(cluster, builder));
  }

  private static void ask(KubernetesClient cluster, Health.Builder builder) {
    try {
      builder.withDetail("kubernetes", cluster.getKubernetesVersion().getGitVersion());
    } catch (KubernetesClientException e) {
      // its message names the address, which is not for everybody who may ask
      builder.down().withDetail("kubernetes", e.getClass().getSimpleName() + " " + e.getCode());
    }
  }
}
