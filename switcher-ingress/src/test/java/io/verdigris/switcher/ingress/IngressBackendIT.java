package io.verdigris.switcher.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRuleBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.DeploymentProvisionerProvider;
import io.verdigris.kubernetes.FencedSwitch;
import io.verdigris.kubernetes.Marks;
import io.verdigris.spi.Admission;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.ContractFixture;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class IngressBackendIT {
  private final EdgeApplication edge;
  private final TestApplication web;
  private TrafficSwitcher switcher;
  private EnvironmentProvisioner provisioner;

  IngressBackendIT(TestCluster cluster) {
    edge = EdgeApplication.on(cluster);
    web = edge.web();
  }

  @BeforeEach
  void open() {
    switcher = new IngressBackendSwitcherProvider().create(web.context());
    provisioner = new DeploymentProvisionerProvider().create(web.context());
  }

  @AfterEach
  void close() {
    web.close();
  }

  private RolloutContext context() {
    return ContractFixture.context(web.application(), 1);
  }

  private EnvironmentRequest environment(Colour colour) {
    return new EnvironmentRequest(
        context(), web.spec("v2").build(), Optional.of(Colour.BLUE), colour, 1);
  }

  private SwitchRequest toGreen() {
    return new SwitchRequest(
        context(),
        web.spec("v2").build(),
        Optional.of(Colour.BLUE),
        Colour.GREEN,
        1,
        Phase.PROMOTE,
        "");
  }

  private TrafficState read() {
    return switcher.read(web.application());
  }

  private void claimed() {
    edge.stable();
    web.deployment("blue", 1);
    deployedByRollout(web.deployment("green", 1));
    web.ingress("none", "web-blue");
    switcher.claim(context());
    provisioner.claim(context());
  }

  /** What no rollout has deployed is left alone when a rollout cleans up. */
  private void deployedByRollout(Deployment deployment) {
    String mark = "{\"metadata\": {\"annotations\": {\"" + Marks.ROLLOUT + "\": \"web-1\"}}}";
    web.client().resource(deployment).patch(PatchContext.of(PatchType.JSON_MERGE), mark);
  }

  @Test
  void the_switch_and_its_record_are_one_change() {
    claimed();
    long generation = edge.ingress().getMetadata().getGeneration();

    switcher.switchTo(toGreen());

    var meta = edge.ingress().getMetadata();
    assertThat(meta.getGeneration()).isEqualTo(generation + 1);
    assertThat(meta.getLabels()).containsEntry(Marks.EPOCH, "1");
    assertThat(meta.getAnnotations())
        .containsEntry(Marks.FENCE, "1")
        .containsEntry(Marks.ROLLOUT, "web-1")
        .containsEntry(Marks.PHASE, "PROMOTE")
        .containsEntry(Marks.PREVIOUS_BACKENDS, "{\"" + web.namespace() + "/\":\"web-blue\"}");
  }

  @Test
  void the_colour_that_the_ingress_names_is_never_taken_away() {
    claimed();
    assertThatThrownBy(() -> provisioner.decommission(environment(Colour.BLUE)))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("to web-blue");
    switcher.switchTo(toGreen());

    assertThatThrownBy(() -> provisioner.decommission(environment(Colour.GREEN)))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("to web-green");
    provisioner.decommission(environment(Colour.BLUE));

    assertThat(provisioner.observe(web.application()).colours())
        .hasEntrySatisfying(Colour.BLUE, size -> assertThat(size.desired()).isZero())
        .hasEntrySatisfying(Colour.GREEN, size -> assertThat(size.desired()).isEqualTo(1));
  }

  @Test
  void a_colour_that_the_stable_service_came_to_select_is_not_taken_away_either() {
    claimed();
    switcher.switchTo(toGreen());
    web.select(TestApplication.selector("blue"));

    assertThatThrownBy(() -> provisioner.decommission(environment(Colour.BLUE)))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("selects blue");
  }

  @Test
  void without_the_ingress_no_colour_is_taken_away() {
    claimed();
    edge.delete();

    assertThatThrownBy(() -> provisioner.decommission(environment(Colour.GREEN)))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("cannot be told");
    assertThatThrownBy(() -> switcher.switchTo(toGreen()))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("deleted");
  }

  /** Switches by a reading from before the change, as when the change comes in between. */
  private Progress<SwitchReceipt> switchWhile(UnaryOperator<Ingress> change) {
    claimed();
    var stale = new IngressReading(edge.ingress(), web.application());
    edge.edit(change);
    var readings = new ArrayDeque<>(List.of(stale));
    return new FencedSwitch<>(
            ClusterAccess.of(web.context()).api(),
            Ingress.class,
            () ->
                readings.isEmpty()
                    ? new IngressReading(edge.ingress(), web.application())
                    : readings.pop())
        .switchTo(toGreen());
  }

  @Test
  void a_rule_that_comes_in_between_is_not_left_behind() {
    assertThatThrownBy(
            () ->
                switchWhile(
                    ingress -> {
                      var rules = ingress.getSpec().getRules();
                      rules.add(0, new IngressRuleBuilder(rules.get(0)).withHost("more").build());
                      return ingress;
                    }))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("more/ to web-blue");
    assertThat(read().live()).contains(Colour.BLUE);
  }

  @Test
  void a_change_in_between_that_directs_nothing_does_not_matter() {
    assertThat(
            switchWhile(
                ingress -> {
                  ingress.getSpec().setIngressClassName("another");
                  return ingress;
                }))
        .isEqualTo(Progress.done(new SwitchReceipt(1, false)));
    assertThat(edge.ingress().getSpec().getIngressClassName()).isEqualTo("another");
    assertThat(read().live()).contains(Colour.GREEN);
  }

  @Test
  void rules_that_are_applied_by_another_manager_are_refused() {
    edge.stable();
    Ingress applied = web.ingress("none", "web-blue");
    applied.getMetadata().setManagedFields(null);
    applied.getMetadata().setResourceVersion(null);
    web.client().resource(applied).fieldManager("gitops").forceConflicts().serverSideApply();

    assertThat(switcher.admit(web.spec("v2").build(), read()).findings())
        .singleElement()
        .extracting(Finding::value)
        .isEqualTo("field manager gitops");
  }

  @Test
  void backends_that_kubectl_applied_are_noted() {
    edge.stable();
    Ingress made = web.ingress("none", "web-blue");
    String manifest = web.client().getKubernetesSerialization().asJson(made);
    edge.edit(
        ingress -> {
          ingress
              .getMetadata()
              .setAnnotations(Map.of("kubectl.kubernetes.io/last-applied-configuration", manifest));
          return ingress;
        });

    Admission admission = switcher.admit(web.spec("v2").build(), read());

    assertThat(admission.findings()).isEmpty();
    assertThat(admission.notes()).singleElement().asString().contains("/ to web-blue");
  }

  @Test
  void what_is_missing_is_a_problem() {
    assertThat(read().problems())
        .singleElement()
        .extracting(Finding::field, Finding::problem)
        .containsExactly("service", "does not exist");
    edge.stable();
    assertThat(read().problems()).singleElement().extracting(Finding::field).isEqualTo("ingress");
    web.ingress("none", "web");
    assertThat(read().problems())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains("web-blue");
  }

  @Test
  void claiming_what_is_not_there_says_so() {
    edge.stable();

    assertThatThrownBy(() -> switcher.claim(context()))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("no Ingress");
  }
}
