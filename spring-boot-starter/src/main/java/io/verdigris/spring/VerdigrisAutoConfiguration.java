package io.verdigris.spring;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Rollout;
import io.verdigris.RolloutListener;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/**
 * Makes the orchestrator of the properties {@code verdigris.*} and of what the application has as
 * beans: a {@link KubernetesClient}, a {@link MeterRegistry}, an {@link ObservationRegistry}, every
 * {@link RolloutListener} and every {@link OrchestratorCustomizer}. It is closed before them.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration"
    })
@ConditionalOnProperty(name = "verdigris.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(VerdigrisProperties.class)
public class VerdigrisAutoConfiguration {
  private static final Logger log = LoggerFactory.getLogger(VerdigrisAutoConfiguration.class);

  @Bean
  @ConditionalOnMissingBean
  RolloutOverview rolloutOverview() {
    return new RolloutOverview();
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  BlueGreenOrchestrator blueGreenOrchestrator(
      VerdigrisProperties properties,
      ObjectProvider<KubernetesClient> client,
      ObjectProvider<MeterRegistry> meters,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<RolloutListener> listeners,
      ObjectProvider<OrchestratorCustomizer> customizers) {
    BlueGreenOrchestrator.Builder builder =
        BlueGreenOrchestrator.builder()
            .configuration(properties.providerConfiguration())
            .leaseDuration(properties.leaseDuration());
    client.ifUnique(shared -> builder.shared(KubernetesClient.class, shared));
    meters.ifUnique(builder::meters);
    observations.ifUnique(builder::observations);
    listeners.orderedStream().forEach(builder::listener);
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  /** What a process before this one has left is taken over; what another one drives is left. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> verdigrisResumption(
      VerdigrisProperties properties, BlueGreenOrchestrator orchestrator) {
    return ready -> {
      Consumer<Rollout> goesOn = rollout -> log.info("goes on with rollout={}", rollout.id());
      properties.resume().forEach(namespace -> orchestrator.resume(namespace).forEach(goesOn));
      // ended with the orchestrator
      properties.standBy().forEach(namespace -> orchestrator.standBy(namespace, goesOn));
    };
  }
}
