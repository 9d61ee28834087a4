package io.verdigris.switcher.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.DeploymentProvisionerProvider;
import io.verdigris.kubernetes.Marks;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.ContractFixture;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class SeveralServicesIT {
  private final TestApplication web;
  private TrafficSwitcher switcher;

  SeveralServicesIT(TestCluster cluster) {
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    web.service(TestApplication.selector("blue"));
    web.service("admin", TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
    switcher =
        new ServiceSelectorSwitcherProvider()
            .create(web.context())
            .with(ServiceSelector.also("admin").extension().settings());
  }

  @AfterEach
  void close() {
    web.close();
  }

  private RolloutSpec.Builder spec(String tag) {
    return web.spec(tag)
        .use(ServiceSelector.also("admin").extension())
        .drainTimeout(Duration.ofSeconds(1));
  }

  private String selected(String service) {
    return web.client()
        .services()
        .inNamespace(web.namespace())
        .withName(service)
        .get()
        .getSpec()
        .getSelector()
        .getOrDefault("color", "");
  }

  private SwitchRequest request(Optional<Colour> from, Colour to, long epoch, Phase phase) {
    return new SwitchRequest(
        ContractFixture.context(web.application(), 1),
        web.spec("v2").build(),
        from,
        to,
        epoch,
        phase,
        "");
  }

  private SwitchRequest toGreen() {
    return request(Optional.of(Colour.BLUE), Colour.GREEN, 1, Phase.PROMOTE);
  }

  private void select(String service, String colour) {
    web.client()
        .services()
        .inNamespace(web.namespace())
        .withName(service)
        .edit(
            s -> {
              s.getSpec().setSelector(TestApplication.selector(colour));
              return s;
            });
  }

  @Test
  void both_services_are_promoted_and_go_back_in_one_rollout() throws InterruptedException {
    try (var orchestrator =
        BlueGreenOrchestrator.builder().configuration(web.context().configuration()).build()) {
      RolloutOutcome promoted =
          orchestrator.start(spec("v2").soak(Duration.ofSeconds(1)).build()).await();

      assertThat(promoted).isInstanceOf(RolloutOutcome.Promoted.class);
      assertThat(promoted.notes()).anyMatch(note -> note.contains("ms from the first object"));
      assertThat(selected("web")).isEqualTo("green");
      assertThat(selected("admin")).isEqualTo("green");

      Rollout back = orchestrator.start(spec("v3").build());
      Patience.until("the soak", () -> back.phase() == Phase.MONITOR);
      back.abort("test", "the way back is to be seen");
      assertThat(back.await()).isInstanceOf(RolloutOutcome.RolledBack.class);
      assertThat(selected("web")).isEqualTo("green");
      assertThat(selected("admin")).isEqualTo("green");
    }
  }

  @Test
  void a_switch_that_was_cut_off_is_completed_and_goes_back_from_the_middle() {
    switcher.claim(ContractFixture.context(web.application(), 1));
    assertThat(Patience.done(() -> switcher.switchTo(toGreen())).already()).isFalse();
    select("admin", "blue");

    TrafficState cutOff = switcher.read(web.application());
    assertThat(cutOff.live()).as("they do not agree").isEmpty();
    assertThat(cutOff.weights()).isEqualTo(Map.of(Colour.BLUE, 50, Colour.GREEN, 50));
    assertThat(cutOff.epoch()).isEqualTo(1);

    SwitchRequest back = request(Optional.of(Colour.GREEN), Colour.BLUE, 2, Phase.ROLL_BACK);
    SwitchReceipt receipt = Patience.done(() -> switcher.switchTo(back));
    assertThat(receipt.epoch()).isEqualTo(2);
    assertThat(switcher.read(web.application()).live()).contains(Colour.BLUE);
    assertThat(switcher.read(web.application()).weights()).isEmpty();
  }

  @Test
  void no_colour_is_taken_away_that_one_of_them_selects() {
    switcher.claim(ContractFixture.context(web.application(), 1));
    EnvironmentProvisioner provisioner = new DeploymentProvisionerProvider().create(web.context());
    provisioner.claim(ContractFixture.context(web.application(), 1));
    select("web", "green");

    var blue =
        new EnvironmentRequest(
            ContractFixture.context(web.application(), 1),
            web.spec("v2").build(),
            Optional.of(Colour.BLUE),
            Colour.BLUE,
            1);
    assertThatThrownBy(() -> provisioner.decommission(blue))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("admin");
  }

  @Test
  void a_service_that_was_switched_along_is_not_forgotten() {
    switcher.claim(ContractFixture.context(web.application(), 1));

    TrafficSwitcher alone = new ServiceSelectorSwitcherProvider().create(web.context());
    assertThat(alone.read(web.application()).problems())
        .singleElement()
        .satisfies(found -> assertThat(found.field()).contains(Marks.ALSO));
  }
}
