package io.verdigris.switcher.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.DeploymentProvisionerProvider;
import io.verdigris.kubernetes.Marks;
import io.verdigris.spi.Environment;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ServiceSelectorIT {
  private static final Map<String, String> BLUE = Map.of("app", "web", "color", "blue");
  private static final Map<String, String> GREEN = Map.of("app", "web", "color", "green");

  private final TestCluster cluster;
  private TestApplication web;
  private TrafficSwitcher switcher;
  private EnvironmentProvisioner provisioner;

  ServiceSelectorIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = new TestApplication(cluster);
    switcher = new ServiceSelectorSwitcherProvider().create(web.context());
    provisioner = new DeploymentProvisionerProvider().create(web.context());
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private RolloutSpec spec(String tag) {
    return RolloutSpec.builder(web.application()).image("app", cluster.image(tag)).build();
  }

  private RolloutContext context(long fence) {
    return new RolloutContext("web-1", web.application(), fence, () -> {});
  }

  private EnvironmentRequest environment(Colour colour) {
    return new EnvironmentRequest(context(1), spec("v2"), Optional.of(Colour.BLUE), colour, 2);
  }

  private SwitchRequest toGreen(long fence) {
    return new SwitchRequest(
        context(fence), spec("v2"), Optional.of(Colour.BLUE), Colour.GREEN, 1, Phase.PROMOTE, "");
  }

  private Service service() {
    return web.client().services().inNamespace(web.namespace()).withName("web").get();
  }

  @Test
  void traffic_goes_to_green_and_back_and_the_idle_colour_goes() {
    web.service(BLUE);
    web.deployment("blue", 2);
    assertThat(switcher.admit(spec("v2"), switcher.read(web.application())).findings()).isEmpty();
    switcher.claim(context(1));
    provisioner.claim(context(1));
    Patience.done(() -> provisioner.prepare(environment(Colour.GREEN)));
    Patience.done(() -> provisioner.deploy(environment(Colour.GREEN)));
    Environment green = Patience.done(() -> provisioner.serving(environment(Colour.GREEN)));
    assertThat(green.ready()).isEqualTo(2);
    assertThat(green.port()).isEqualTo(8080);

    assertThat(Patience.done(() -> switcher.switchTo(toGreen(1))))
        .isEqualTo(new SwitchReceipt(1, false));
    assertThat(Patience.done(() -> switcher.switchTo(toGreen(1))))
        .isEqualTo(new SwitchReceipt(1, true));
    assertThat(Patience.done(() -> switcher.confirm(toGreen(1))).evidence()).contains("epoch 1");
    assertThat(service().getSpec().getSelector()).isEqualTo(GREEN);
    assertThat(service().getMetadata().getAnnotations())
        .containsEntry(Marks.ROLLOUT, "web-1")
        .containsEntry(Marks.PHASE, "PROMOTE")
        .containsEntry(Marks.PREVIOUS, "{\"app\":\"web\",\"color\":\"blue\"}");
    assertThatThrownBy(() -> provisioner.decommission(environment(Colour.GREEN)))
        .isInstanceOf(ForeignChangeException.class);

    var back =
        new SwitchRequest(
            context(1), spec("v2"), Optional.of(Colour.GREEN), Colour.BLUE, 2, Phase.ROLL_BACK, "");
    Patience.done(() -> provisioner.restore(environment(Colour.BLUE)));
    Patience.done(() -> switcher.switchTo(back));
    Patience.done(() -> switcher.confirm(back));
    TrafficState traffic = switcher.read(web.application());
    assertThat(traffic.live()).contains(Colour.BLUE);
    assertThat(traffic.epoch()).isEqualTo(2);
    Patience.done(() -> provisioner.quarantine(environment(Colour.GREEN)));
    Patience.done(() -> provisioner.decommission(environment(Colour.GREEN)));
    assertThat(provisioner.observe(web.application()).colours())
        .hasEntrySatisfying(Colour.GREEN, size -> assertThat(size.desired()).isZero())
        .hasEntrySatisfying(Colour.BLUE, size -> assertThat(size.desired()).isEqualTo(2));
  }

  @Test
  void a_former_owner_can_neither_claim_nor_switch() {
    web.service(BLUE);
    switcher.claim(context(2));

    assertThatThrownBy(() -> switcher.claim(context(1))).isInstanceOf(OwnershipLostException.class);
    assertThatThrownBy(() -> switcher.switchTo(toGreen(1)))
        .isInstanceOf(OwnershipLostException.class);
    assertThat(service().getSpec().getSelector()).isEqualTo(BLUE);
  }

  @Test
  void a_selector_that_lost_its_colour_is_somebody_elses_doing() {
    web.service(BLUE);
    switcher.claim(context(1));
    web.client()
        .services()
        .inNamespace(web.namespace())
        .withName("web")
        .edit(s -> s.edit().editSpec().removeFromSelector("color").endSpec().build());

    assertThatThrownBy(() -> switcher.switchTo(toGreen(1)))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("{app=web}");
  }

  @Test
  void before_a_first_installation_a_selector_without_colour_is_given_one_without_pods() {
    web.service(Map.of("app", "web"));
    switcher.claim(context(1));
    var first =
        new SwitchRequest(
            context(1), spec("v2"), Optional.empty(), Colour.BLUE, 1, Phase.PROMOTE, "");

    Patience.done(() -> switcher.prepare(first));

    assertThat(service().getSpec().getSelector()).isEqualTo(GREEN);
    assertThat(switcher.read(web.application()).epoch()).isZero();
    Patience.done(() -> switcher.prepare(first));
    Patience.done(() -> switcher.switchTo(first));
    assertThat(service().getSpec().getSelector()).isEqualTo(BLUE);
  }

  @Test
  void a_first_installation_sets_the_colour() {
    web.service(Map.of("app", "web"));
    assertThat(switcher.read(web.application()).problems()).isEmpty();
    assertThat(switcher.read(web.application()).live()).isEmpty();
    switcher.claim(context(1));
    var first =
        new SwitchRequest(
            context(1), spec("v2"), Optional.empty(), Colour.BLUE, 1, Phase.PROMOTE, "");

    Patience.done(() -> switcher.switchTo(first));

    assertThat(service().getSpec().getSelector()).isEqualTo(BLUE);
  }

  @Test
  void a_selector_without_colour_is_a_problem_once_pods_match() {
    web.service(Map.of("app", "web"));
    web.deployment("blue", 1);

    assertThat(switcher.read(web.application()).problems())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains("color: blue");
  }

  @Test
  void a_service_that_cannot_be_switched_is_a_problem() {
    assertThat(switcher.read(web.application()).problems())
        .singleElement()
        .extracting(Finding::problem)
        .isEqualTo("does not exist");
    web.service(Map.of("app", "web", "color", "red"));
    assertThat(switcher.read(web.application()).problems())
        .singleElement()
        .extracting(Finding::problem)
        .isEqualTo("is neither blue nor green");
  }

  @Test
  void a_selector_that_is_applied_by_another_manager_is_refused() {
    Service applied =
        web.service(BLUE).edit().editMetadata().withManagedFields().endMetadata().build();
    applied.getMetadata().setResourceVersion(null);
    web.client().resource(applied).fieldManager("gitops").forceConflicts().serverSideApply();

    assertThat(switcher.admit(spec("v2"), switcher.read(web.application())).findings())
        .singleElement()
        .extracting(Finding::value)
        .isEqualTo("field manager gitops");
  }

  @Test
  void confirmation_waits_for_slices() {
    web.service(BLUE);
    switcher.claim(context(1));
    Patience.done(() -> switcher.switchTo(toGreen(1)));

    assertThat(switcher.confirm(toGreen(1))).isInstanceOf(Progress.Waiting.class);
  }

  @Test
  void a_service_whose_traffic_an_ingress_directs_is_a_problem() {
    Service service = web.service(BLUE);
    service.getMetadata().setAnnotations(Map.of(Marks.INGRESS, "edge"));
    web.client().resource(service).patch();

    assertThat(switcher.read(web.application()).problems())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.value()).isEqualTo("edge");
              assertThat(found.remedy()).contains("ingress-backend");
            });
  }
}
