package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.RolloutSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a new colour is drawn from: a change of the live template, a manifest, the idle colour. */
class DrawingTest {
  private static final Application WEB = new Application("shop", "web");

  /** Never asked anything: drawing needs no server, only how objects are written. */
  private static final KubernetesClient CLIENT =
      new KubernetesClientBuilder()
          .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())
          .build();

  private static final ApiServer API =
      new ApiServer(CLIENT, InstantSource.system(), ApiServer.Answers.NOBODY);

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  private static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .withSelector(Map.of("app", "web", "color", "blue"))
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withNewTargetPort("http")
        .endPort()
        .endSpec()
        .build();
  }

  private static Deployment deployment(String colour) {
    Map<String, String> labels = Map.of("app", "web", "color", colour);
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web-" + colour)
        .withUid("u-" + colour)
        .endMetadata()
        .withNewSpec()
        .withReplicas(3)
        .withPaused(true)
        .withNewSelector()
        .withMatchLabels(labels)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("web:v1")
        .addNewEnv()
        .withName("MODE")
        .withValue("old")
        .endEnv()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Layout layout(Deployment... deployments) {
    return new Layout(WEB, "color", service(), List.of(deployments));
  }

  private static Blueprint draw(Layout layout, RolloutSpec.Builder spec) {
    return Blueprint.draw(API, layout, spec.build(), Optional.of(Colour.BLUE), Colour.GREEN);
  }

  private static RolloutSpec.Builder spec() {
    return RolloutSpec.builder(WEB);
  }

  private static List<String> fields(Blueprint blueprint) {
    return blueprint.findings().stream().map(Finding::field).toList();
  }

  @Test
  void green_is_blue_with_the_change_and_blue_is_left_as_it_was() {
    Deployment blue = deployment("blue");
    Deployment green =
        draw(layout(blue), spec().image("app", "web:v2").env("app", "MODE", "new"))
            .deployment()
            .orElseThrow();

    assertThat(green.getMetadata().getName()).isEqualTo("web-green");
    assertThat(green.getMetadata().getUid()).isNull();
    assertThat(green.getMetadata().getLabels()).containsEntry("app", "web");
    assertThat(green.getSpec().getPaused()).isNull();
    assertThat(green.getSpec().getSelector().getMatchLabels()).containsEntry("color", "green");
    assertThat(Layout.labels(green)).isEqualTo(Map.of("app", "web", "color", "green"));
    assertThat(TemplateChange.images(green)).isEqualTo("web:v2");
    assertThat(green.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
        .singleElement()
        .extracting("value")
        .isEqualTo("new");
    assertThat(blue).isEqualTo(deployment("blue"));
  }

  @Test
  void a_container_that_is_not_there_is_named_with_those_that_are() {
    Blueprint blueprint = draw(layout(deployment("blue")), spec().image("ap", "web:v2"));
    assertThat(blueprint.findings())
        .singleElement()
        .asString()
        .contains("container \"ap\"", "[app]");
  }

  @Test
  void labels_that_the_service_selects_by_cannot_be_changed() {
    assertThat(
            fields(
                draw(
                    layout(deployment("blue")),
                    spec().image("app", "web:v2").label("app", "other"))))
        .containsExactly("label");
  }

  @Test
  void without_a_live_deployment_there_is_nothing_to_draw_from() {
    Blueprint blueprint = draw(layout(), spec().image("app", "web:v2"));
    assertThat(blueprint.deployment()).isEmpty();
    assertThat(fields(blueprint)).containsExactly("service");
  }

  @Test
  void the_version_before_is_what_the_idle_colour_has_unless_it_failed() {
    Deployment idle = deployment("green");
    assertThat(draw(layout(deployment("blue"), idle), spec().previousVersion()).findings())
        .isEmpty();
    idle.getMetadata().setAnnotations(Map.of(Marks.FAILED, "web-3"));
    assertThat(draw(layout(deployment("blue"), idle), spec().previousVersion()).findings())
        .singleElement()
        .asString()
        .contains("failed in rollout web-3");
    assertThat(fields(draw(layout(deployment("blue")), spec().previousVersion())))
        .containsExactly("change");
  }

  private static String manifest(String labels, String port) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: any}
        spec:
          template:
            metadata: {labels: {%s}}
            spec:
              containers:
              - name: app
                image: web:v2
                ports: [{name: %s, containerPort: 8080}]
        """
        .formatted(labels, port);
  }

  @Test
  void a_manifest_is_given_its_place() {
    Blueprint blueprint =
        draw(layout(deployment("blue")), spec().manifest(manifest("app: web", "http")));
    assertThat(blueprint.findings()).isEmpty();
    Deployment green = blueprint.deployment().orElseThrow();
    assertThat(green.getMetadata().getName()).isEqualTo("web-green");
    assertThat(Layout.labels(green)).isEqualTo(Map.of("app", "web", "color", "green"));
  }

  @Test
  void a_manifest_that_would_take_no_traffic_is_refused_with_all_that_it_lacks() {
    Blueprint blueprint =
        draw(layout(deployment("blue")), spec().manifest(manifest("app: shop", "web")));
    assertThat(blueprint.findings())
        .extracting(Finding::remedy)
        .containsExactly("add {app=web}", "declare the port, or change the Service first");
  }

  @Test
  void a_manifest_of_another_kind_or_no_yaml_is_refused() {
    Layout layout = layout(deployment("blue"));
    assertThat(
            draw(layout, spec().manifest("apiVersion: v1\nkind: Pod\nmetadata: {name: a}"))
                .findings())
        .singleElement()
        .extracting(Finding::problem)
        .isEqualTo("is no Deployment");
    assertThat(draw(layout, spec().manifest("a: [")).findings())
        .singleElement()
        .extracting(Finding::problem)
        .asString()
        .startsWith("cannot be read");
    assertThat(draw(layout, spec().manifest("apiVersion: apps/v1\nkind: Deployment")).findings())
        .singleElement()
        .extracting(Finding::problem)
        .isEqualTo("has no container");
  }
}
