package io.verdigris.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import io.verdigris.RolloutOutcome;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

class StarterIT {
  private static EmbeddedCluster cluster;
  private final List<RolloutEvent> events = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static ApplicationContextRunner bare() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                VerdigrisAutoConfiguration.class, VerdigrisHealthAutoConfiguration.class));
  }

  private static ApplicationContextRunner runner() {
    return bare().withPropertyValues("verdigris.kubeconfig=" + cluster.kubeconfig());
  }

  private static ObservationRegistry observing(List<String> names) {
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            context -> {
              names.add(context.getName());
              return false;
            });
    return registry;
  }

  private static TestApplication web() {
    var web = new TestApplication(cluster);
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
    return web;
  }

  @Test
  void a_rollout_uses_the_beans_that_are_there() {
    List<String> observed = new CopyOnWriteArrayList<>();
    runner()
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean(ObservationRegistry.class, () -> observing(observed))
        .withBean(RolloutListener.class, () -> events::add)
        .run(
            context -> {
              try (TestApplication web = web()) {
                RolloutOutcome outcome =
                    context
                        .getBean(BlueGreenOrchestrator.class)
                        .start(
                            web.spec("v2").soak(Duration.ZERO).drainTimeout(Duration.ZERO).build())
                        .await();

                assertThat(outcome).isInstanceOf(RolloutOutcome.Promoted.class);
                assertThat(
                        context
                            .getBean(MeterRegistry.class)
                            .get("verdigris.rollouts")
                            .tag("outcome", "promoted")
                            .counter()
                            .count())
                    .isEqualTo(1);
                assertThat(observed).contains("verdigris.rollout", "verdigris.rollout.switch");
                assertThat(events).extracting(RolloutEvent::phase).contains(Phase.PROMOTED);
                var health = context.getBean(HealthIndicator.class).health();
                assertThat(health.getStatus()).isEqualTo(Status.UP);
                assertThat(health.getDetails().get("rollouts"))
                    .hasToString("{" + web.application() + "=web-1 PROMOTED}");
              }
            });
  }

  @Test
  void a_client_of_the_application_is_shared_and_outlives_the_orchestrator() {
    var order = new CopyOnWriteArrayList<String>();
    bare()
        .withBean(
            KubernetesClient.class,
            cluster::client,
            definition -> definition.setDestroyMethodName(""))
        .withBean(Closing.class, () -> new Closing("listener", order))
        .withBean(
            OrchestratorCustomizer.class,
            () -> builder -> builder.leaseDuration(Duration.ofSeconds(2)))
        .run(
            context -> {
              assertThat(context).hasSingleBean(BlueGreenOrchestrator.class);
              try (TestApplication web = web()) {
                Rollout rollout =
                    context
                        .getBean(BlueGreenOrchestrator.class)
                        .start(web.spec("v2").requireApproval().build());
                awaitPhase(rollout, Phase.VERIFY);
                context.close();
                assertThat(rollout.await().reason()).contains("for another process to resume");
              }
            });
    assertThat(order).startsWith("told").endsWith("closed").doesNotHaveDuplicates();
  }

  private static void awaitPhase(Rollout rollout, Phase phase) throws InterruptedException {
    while (rollout.phase() != phase) {
      assertThat(rollout.await(Duration.ofMillis(20))).isEmpty();
    }
  }

  /** A listener that must still be open when the orchestrator lets go of its rollouts. */
  static final class Closing implements RolloutListener, AutoCloseable {
    private final String name;
    private final List<String> order;

    Closing(String name, List<String> order) {
      this.name = name;
      this.order = order;
    }

    @Override
    public void onEvent(RolloutEvent event) {
      if (event.type() == RolloutEvent.Type.OUTCOME) {
        order.add("told");
      }
    }

    @Override
    public void close() {
      order.add("closed");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Test
  void an_orchestrator_of_the_application_itself_is_left_alone() {
    var own = new AtomicReference<BlueGreenOrchestrator>();
    runner()
        .withBean(
            "own",
            BlueGreenOrchestrator.class,
            () -> {
              own.set(
                  BlueGreenOrchestrator.builder()
                      .configuration(
                          Map.of("kubernetes.kubeconfig", cluster.kubeconfig().toString()))
                      .build());
              return own.get();
            })
        .run(
            context ->
                assertThat(context.getBean(BlueGreenOrchestrator.class)).isSameAs(own.get()));
  }

  @Test
  void it_can_be_switched_off_and_does_without_the_actuator() {
    runner()
        .withPropertyValues("verdigris.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(BlueGreenOrchestrator.class));
    runner()
        .withClassLoader(new FilteredClassLoader(HealthIndicator.class))
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(BlueGreenOrchestrator.class)
                    .doesNotHaveBean("verdigrisHealthIndicator"));
    runner()
        .withPropertyValues("management.health.verdigris.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("verdigrisHealthIndicator"));
  }

  private static BlueGreenOrchestrator other() {
    return BlueGreenOrchestrator.builder()
        .configuration(Map.of("kubernetes.kubeconfig", cluster.kubeconfig().toString()))
        .build();
  }

  private static void startsAndWaits(BlueGreenOrchestrator orchestrator, TestApplication web)
      throws InterruptedException {
    Rollout rollout =
        orchestrator.start(
            web.spec("v2")
                .requireApproval()
                .soak(Duration.ZERO)
                .drainTimeout(Duration.ZERO)
                .build());
    awaitPhase(rollout, Phase.VERIFY);
  }

  private static void isPromotedOnceApproved(BlueGreenOrchestrator here, TestApplication web)
      throws InterruptedException {
    here.approve(web.application(), "a test");
    assertThat(here.resume(web.application()).orElseThrow().await())
        .isInstanceOf(RolloutOutcome.Promoted.class);
  }

  private static void ready(ConfigurableApplicationContext context) {
    context.publishEvent(
        new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
  }

  @Test
  void what_another_process_leaves_is_taken_over_while_it_stands_by() throws Exception {
    try (TestApplication web = web()) {
      runner()
          .withBean(RolloutListener.class, () -> events::add)
          .withPropertyValues("verdigris.stand-by=" + web.namespace())
          .run(
              context -> {
                ready(context);
                try (BlueGreenOrchestrator other = other()) {
                  startsAndWaits(other, web);
                  assertThat(events).as("while its owner is alive").isEmpty();
                }
                Patience.until("it is taken over", () -> !events.isEmpty());
                isPromotedOnceApproved(context.getBean(BlueGreenOrchestrator.class), web);
              });
    }
  }

  @Test
  void what_an_earlier_process_has_left_is_gone_on_with() throws Exception {
    try (TestApplication web = web()) {
      try (BlueGreenOrchestrator before = other()) {
        startsAndWaits(before, web);
      }
      runner()
          .withBean(RolloutListener.class, () -> events::add)
          .withPropertyValues("verdigris.resume=" + web.namespace())
          .run(
              context -> {
                ready(context);
                isPromotedOnceApproved(context.getBean(BlueGreenOrchestrator.class), web);
              });
    }
  }

  @Test
  void a_cluster_that_does_not_answer_makes_it_unwell_without_naming_it() {
    var gone = EmbeddedCluster.start();
    bare()
        .withBean(KubernetesClient.class, gone::client, d -> d.setDestroyMethodName(""))
        .run(
            context -> {
              HealthIndicator indicator = context.getBean(HealthIndicator.class);
              assertThat(indicator.health().getDetails()).containsKey("kubernetes");
              assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
              String host = gone.client().getMasterUrl().getHost();
              gone.close();
              var health = indicator.health();
              assertThat(health.getStatus()).isEqualTo(Status.DOWN);
              assertThat(health.getDetails().toString()).doesNotContain(host);
            });
  }

  @Test
  void every_property_is_described_for_editors() throws IOException {
    String file = "/META-INF/spring-configuration-metadata.json";
    try (var in = VerdigrisProperties.class.getResourceAsStream(file)) {
      assertThat(in).isNotNull();
      String metadata = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(VerdigrisProperties.class.getRecordComponents())
          .extracting(RecordComponent::getName)
          .allSatisfy(
              name ->
                  assertThat(metadata)
                      .contains(
                          "\"verdigris."
                              + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
                              + "\""));
      assertThat(Arrays.stream(metadata.split("\"name\": \"verdigris\\.", -1)).count() - 1)
          .isEqualTo(VerdigrisProperties.class.getRecordComponents().length);
    }
  }
}
