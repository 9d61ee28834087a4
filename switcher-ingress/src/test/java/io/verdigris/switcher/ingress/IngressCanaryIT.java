package io.verdigris.switcher.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.DeploymentProvisionerProvider;
import io.verdigris.kubernetes.Director;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Marks;
import io.verdigris.spi.Admission;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.ContractFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class IngressCanaryIT {
  private final TestApplication web;
  private final CanaryApplication edge;
  private Instant now = Instant.EPOCH;
  private TrafficSwitcher switcher;

  IngressCanaryIT(TestCluster cluster) {
    web = new TestApplication(cluster);
    edge = new CanaryApplication(web);
  }

  @BeforeEach
  void open() {
    edge.create("none");
    switcher =
        switcher(Duration.ZERO)
            .with(IngressCanary.found().header("X-Preview").extension().settings());
  }

  @AfterEach
  void close() {
    web.close();
  }

  private TrafficSwitcher switcher(Duration hearing) {
    return CanarySwitcher.of(ClusterAccess.of(web.context()), () -> now, hearing);
  }

  /** Switches forward and confirms, which settles whether or not a pod is ready. */
  private void promote(TrafficSwitcher by) {
    by.switchTo(toGreen());
    by.confirm(toGreen());
  }

  private RolloutContext context(long fence) {
    return ContractFixture.context(web.application(), fence);
  }

  private SwitchRequest request(Phase phase, Colour to, long epoch) {
    return new SwitchRequest(
        context(1), web.spec("v2").build(), Optional.of(to.other()), to, epoch, phase, "");
  }

  private SwitchRequest toGreen() {
    return request(Phase.PROMOTE, Colour.GREEN, 1);
  }

  private SwitchRequest backToBlue() {
    return request(Phase.ROLL_BACK, Colour.BLUE, 2);
  }

  private TrafficState read() {
    return switcher.read(web.application());
  }

  private Ingress primary() {
    return edge.ingress("web").get();
  }

  private Ingress canary() {
    return edge.ingress(CanaryApplication.CANARY).get();
  }

  private static String service(Ingress ingress) {
    return Backend.of(ingress).get(0).service();
  }

  private String weight() {
    return Fences.annotation(canary(), Canaries.WEIGHT);
  }

  @Test
  void after_a_switch_the_primary_names_the_live_colour_and_the_canary_the_other() {
    switcher.claim(context(1));
    assertThat(Fences.of(primary())).isEqualTo(1);

    promote(switcher);

    assertThat(service(primary())).isEqualTo("web-green");
    assertThat(service(canary())).isEqualTo("web-blue");
    assertThat(weight()).isEqualTo("0");
    assertThat(canary().getMetadata().getLabels()).containsEntry(Marks.EPOCH, "1");
    assertThat(canary().getMetadata().getAnnotations())
        .containsEntry(Marks.PREVIOUS_BACKENDS, "{\"web-blue\":100}");
    assertThat(read().live()).contains(Colour.GREEN);

    switcher.switchTo(backToBlue());
    assertThat(service(primary())).isEqualTo("web-blue");
    assertThat(service(canary())).isEqualTo("web-green");
    assertThat(read().live()).contains(Colour.BLUE);
  }

  @Test
  void a_switch_that_broke_off_between_its_patches_is_completed_when_asked_for_again() {
    switcher.claim(context(1));
    promote(switcher);
    brokenOff("web-blue", "web-green", "100");
    assertThat(read().live()).as("by the weight alone").contains(Colour.GREEN);
    promote(switcher);
    assertThat(service(primary())).isEqualTo("web-green");
    assertThat(service(canary())).isEqualTo("web-blue");

    brokenOff("web-green", "web-green", "100");
    assertThat(read().live()).as("both name it").contains(Colour.GREEN);
    promote(switcher);
    assertThat(service(canary())).isEqualTo("web-blue");
    assertThat(weight()).isEqualTo("0");
  }

  @Test
  void from_a_switch_that_broke_off_traffic_goes_back_as_well() {
    switcher.claim(context(1));
    promote(switcher);
    brokenOff("web-green", "web-green", "100");

    switcher.switchTo(backToBlue());

    assertThat(service(primary())).isEqualTo("web-blue");
    assertThat(service(canary())).isEqualTo("web-green");
    assertThat(weight()).isEqualTo("0");
  }

  private void brokenOff(String primary, String canary, String weight) {
    name("web", primary);
    name(CanaryApplication.CANARY, canary);
    edge.annotate(Canaries.WEIGHT, weight);
  }

  private void name(String ingress, String service) {
    edge.ingress(ingress)
        .edit(
            i -> {
              Canaries.name(i, service);
              return i;
            });
  }

  @Test
  void a_controller_is_given_time_to_hear_of_the_new_pods_before_the_primary_names_them() {
    TrafficSwitcher patient = switcher(Duration.ofSeconds(5));
    patient.claim(context(1));
    patient.switchTo(toGreen());
    assertThat(weight()).isEqualTo("100");

    assertThat(patient.confirm(toGreen())).isInstanceOf(Progress.Waiting.class);
    now = now.plusSeconds(4);
    assertThat(patient.confirm(toGreen())).isInstanceOf(Progress.Waiting.class);
    assertThat(service(primary())).isEqualTo("web-blue");

    now = now.plusSeconds(1);
    patient.confirm(toGreen());
    assertThat(service(primary())).isEqualTo("web-green");
    assertThat(weight()).isEqualTo("0");
  }

  @Test
  void the_way_back_does_not_wait_for_that() {
    TrafficSwitcher patient = switcher(Duration.ofSeconds(5));
    patient.claim(context(1));
    promote(switcher);
    patient.switchTo(backToBlue());

    assertThat(service(primary())).isEqualTo("web-blue");
    assertThat(service(canary())).isEqualTo("web-green");
    assertThat(weight()).isEqualTo("0");
  }

  @Test
  void a_former_owner_changes_neither_ingress() {
    switcher.claim(context(1));
    switcher.claim(context(2));
    assertThat(Fences.of(primary())).isEqualTo(2);

    assertThatThrownBy(() -> switcher.switchTo(toGreen()))
        .isInstanceOf(OwnershipLostException.class);
    assertThat(service(primary())).isEqualTo("web-blue");
    assertThat(weight()).isEqualTo("0");
  }

  @Test
  void a_share_leaves_the_roles_alone_and_takes_testers_past() {
    switcher.claim(context(1));
    switcher.preview(toGreen());
    assertThat(Fences.annotation(canary(), Canaries.PREFIX + "-by-header")).isEqualTo("X-Preview");

    switcher.share(toGreen().weighing(10));

    assertThat(weight()).isEqualTo("10");
    assertThat(service(primary())).isEqualTo("web-blue");
    assertThat(Fences.annotation(canary(), Canaries.PREFIX + "-by-header")).isEmpty();
    assertThat(read().live()).isEmpty();
    assertThat(read().weights()).containsEntry(Colour.GREEN, 10);
  }

  @Test
  void the_way_for_testers_is_withdrawn_when_the_new_colour_does_not_make_it() {
    switcher.claim(context(1));
    switcher.preview(toGreen());
    switcher.preview(toGreen());
    switcher.withdraw(request(Phase.PROMOTE, Colour.BLUE, 1).context());

    assertThat(canary().getMetadata().getAnnotations())
        .doesNotContainKey(Canaries.PREFIX + "-by-header")
        .containsEntry(Canaries.WEIGHT, "0");
  }

  @Test
  void a_canary_that_is_live_from_before_changes_roles_in_preparation() {
    edge.annotate(Canaries.WEIGHT, "100");
    assertThat(switcher.claim(context(1)).live()).contains(Colour.GREEN);
    assertThat(service(primary())).isEqualTo("web-blue");

    switcher.prepare(request(Phase.PROMOTE, Colour.BLUE, 1));
    switcher.preview(request(Phase.PROMOTE, Colour.BLUE, 1));

    assertThat(service(primary())).isEqualTo("web-green");
    assertThat(service(canary())).isEqualTo("web-blue");
    assertThat(Fences.annotation(canary(), Canaries.PREFIX + "-by-header")).isEqualTo("X-Preview");
    assertThat(read().live()).contains(Colour.GREEN);
  }

  @Test
  void a_colour_that_the_primary_names_is_never_taken_away() {
    EnvironmentProvisioner provisioner = new DeploymentProvisionerProvider().create(web.context());
    web.deployment("blue", 1);
    switcher.claim(context(1));
    provisioner.claim(context(1));
    edge.annotate(Canaries.WEIGHT, "100");

    assertThatThrownBy(
            () ->
                provisioner.decommission(
                    new EnvironmentRequest(
                        context(1),
                        web.spec("v2").build(),
                        Optional.of(Colour.BLUE),
                        Colour.BLUE,
                        1)))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("Ingress " + web.namespace() + "/web for");
  }

  @Test
  void the_primary_is_admitted_beside_its_canary_and_told_in_the_plan() {
    Admission admission = switcher.admit(web.spec("v2").build(), read());

    assertThat(admission.findings()).isEmpty();
    assertThat(admission.notes()).isEmpty();
    assertThat(admission.calls())
        .filteredOn(c -> c.phase() == Phase.CONFIRM && c.verb().equals("PATCH"))
        .hasSize(2);
  }

  @Test
  void without_a_canary_the_finding_says_what_to_apply() {
    edge.ingress(CanaryApplication.CANARY).delete();

    assertThat(read().problems())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains(Canaries.PREFIX + ": \"true\"", Canaries.WEIGHT + ": \"0\"");
    assertThatThrownBy(() -> switcher.claim(context(1))).isInstanceOf(ForeignChangeException.class);
  }

  @Test
  void without_its_primary_nothing_is_claimed_or_switched() {
    switcher.claim(context(1));
    edge.ingress("web").delete();

    assertThat(read().problems()).hasSize(1);
    assertThatThrownBy(() -> switcher.switchTo(toGreen()))
        .isInstanceOf(ForeignChangeException.class);
    assertThatThrownBy(() -> switcher.claim(context(2)))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("primary");
  }

  @Test
  void manifests_that_kubectl_applied_are_noted_for_both() {
    for (String name : new String[] {"web", CanaryApplication.CANARY}) {
      String manifest = web.client().getKubernetesSerialization().asJson(edge.ingress(name).get());
      edge.ingress(name)
          .edit(
              i ->
                  i.edit()
                      .editMetadata()
                      .addToAnnotations(
                          "kubectl.kubernetes.io/last-applied-configuration", manifest)
                      .endMetadata()
                      .build());
    }

    assertThat(switcher.admit(web.spec("v2").build(), read()).notes())
        .hasSize(2)
        .anyMatch(n -> n.contains("0 of 100 requests for") && n.contains("web-green"))
        .anyMatch(n -> n.contains("put the live colour into it"));
  }

  @Test
  void the_last_look_knows_the_dialect_from_the_ingress() {
    TrafficSwitcher alb =
        switcher(Duration.ZERO)
            .with(IngressCanary.named("canary").dialect("alibaba-alb").extension().settings());
    edge.annotate("alb.ingress.kubernetes.io/canary", "true");
    edge.annotate("alb.ingress.kubernetes.io/canary-weight", "0");
    alb.claim(context(1));
    promote(alb);

    var api = ClusterAccess.of(web.context()).api();
    var kind = CanaryKind.of(new TreeMap<>(), n -> api.list(Ingress.class, n, ""));
    var look = Director.reader(api, kind.type(), kind::read);
    assertThat(look.directs(web.application(), "canary", Colour.BLUE)).isEmpty();
    assertThat(look.directs(web.application(), "canary", Colour.GREEN)).isPresent();
  }
}
