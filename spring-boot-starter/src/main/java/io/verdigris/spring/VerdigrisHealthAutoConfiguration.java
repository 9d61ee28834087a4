package io.verdigris.spring;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Makes the health indicator {@code verdigris} where Spring Boot's actuator is there. */
@AutoConfiguration(after = VerdigrisAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(RolloutOverview.class)
@ConditionalOnProperty(
    name = "management.health.verdigris.enabled",
    havingValue = "true",
    matchIfMissing = true)
public class VerdigrisHealthAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean(name = "verdigrisHealthIndicator")
  HealthIndicator verdigrisHealthIndicator(
      RolloutOverview overview, ObjectProvider<KubernetesClient> client) {
    return new VerdigrisHealthIndicator(overview, Optional.ofNullable(client.getIfUnique()));
  }
}
