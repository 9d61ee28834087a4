package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server refuses and allows once the guard is in place: green is live, epoch 3. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class GuardIT {
  private static final String MANIFEST =
      """
      {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
       "spec": {"type": "NodePort", "selector": {"app": "web", "color": "%s"},
                "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}}
      """;

  private final TestCluster cluster;
  private Guarded guarded;
  private TestApplication web;

  GuardIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    guarded = Guarded.open(cluster);
    web = guarded.web();
    web.service(TestApplication.selector("green"));
    web.deployment("blue", 2);
    web.deployment("green", 2);
    guarded.switched(3);
    guarded.guard();
  }

  @AfterEach
  void close() {
    if (guarded != null) {
      guarded.close();
    }
  }

  private RollableScalableResource<Deployment> deployment(String colour) {
    return deployment(web.client(), colour);
  }

  private RollableScalableResource<Deployment> deployment(KubernetesClient client, String colour) {
    return client.apps().deployments().inNamespace(web.namespace()).withName("web-" + colour);
  }

  private void refused(ThrowingCallable write, String... says) {
    Service before = guarded.service();
    assertThatThrownBy(write)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(422))
        .hasMessageContaining("verdigris guard: ")
        .hasMessageContaining("annotate")
        .satisfies(e -> assertThat(e.getMessage()).contains(says));
    assertThat(guarded.service()).isEqualTo(before);
  }

  private void keepsSelector(PatchType type, String patch, String shall) {
    refused(
        () -> guarded.patch(type, patch),
        "spec.selector of Service " + web.application(),
        "may not change from {",
        "color: green",
        "to {" + shall,
        "label verdigris.io/epoch does not rise above 3",
        "verdigris run or rollback");
  }

  private static String manifest(String colour) {
    return MANIFEST.formatted(colour);
  }

  private void apply(String manifest, boolean force) {
    web.client()
        .services()
        .inNamespace(web.namespace())
        .withName("web")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("somebody")
                .withForce(force)
                .build(),
            manifest);
  }

  @Test
  void whoever_moves_the_selector_by_whatever_patch_is_refused() {
    String toBlue = "{\"spec\": {\"selector\": {\"color\": \"blue\"}}}";
    keepsSelector(PatchType.STRATEGIC_MERGE, toBlue, "");
    keepsSelector(PatchType.JSON_MERGE, toBlue, "");
    keepsSelector(
        PatchType.JSON,
        "[{\"op\": \"replace\", \"path\": \"/spec/selector/color\", \"value\": \"blue\"}]",
        "");
    String colourless = "{\"spec\": {\"selector\": {\"color\": null}}}";
    keepsSelector(PatchType.STRATEGIC_MERGE, colourless, "app: web}");
    keepsSelector(PatchType.JSON_MERGE, colourless, "app: web}");
    keepsSelector(PatchType.JSON_MERGE, "{\"spec\": {\"selector\": null}}", "}");
    keepsSelector(PatchType.JSON_MERGE, "{\"spec\": {\"selector\": {\"app\": \"other\"}}}", "");
    // the manifest as it was before the first switch, labels and all, as a GitOps tool puts it
    keepsSelector(PatchType.JSON_MERGE, manifest("blue"), "");
  }

  @Test
  void a_manifest_that_is_applied_or_put_in_place_is_refused() {
    refused(() -> apply(manifest("blue"), true), "spec.selector of Service");
    assertThatThrownBy(() -> apply(manifest("blue"), false))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409))
        .hasMessageContaining(".spec.selector");
    Service old = guarded.service();
    old.getSpec().setSelector(TestApplication.selector("blue"));
    refused(() -> web.client().resource(old).update(), "spec.selector of Service");
    Service unmarked = guarded.service();
    unmarked.getMetadata().setLabels(Map.of());
    refused(
        () -> web.client().resource(unmarked).update(),
        "label verdigris.io/epoch of Service",
        "may not change from 3 to none");
    refused(() -> web.client().resource(guarded.service()).delete(), "may not be deleted");
  }

  @Test
  void the_epoch_never_falls_and_the_mark_stays() {
    String label = "{\"metadata\": {\"labels\": {\"verdigris.io/%s\": %s}}}";
    String epoch = "label verdigris.io/epoch of Service";
    for (String worse : new String[] {"\"2\"", "\"none\"", "null"}) {
      refused(
          () -> guarded.patch(PatchType.JSON_MERGE, label.formatted("epoch", worse)),
          epoch,
          "may not change from 3 to " + worse.replace("\"", "").replace("null", "none"),
          "only grows");
    }
    for (String worse : new String[] {"\"false\"", "null"}) {
      refused(
          () -> guarded.patch(PatchType.JSON_MERGE, label.formatted("managed", worse)),
          "label verdigris.io/managed of Service");
    }
    refused(
        () ->
            guarded.patch(
                PatchType.JSON_MERGE,
                "{\"spec\": {\"type\": \"ExternalName\", \"externalName\": \"a.example\"}}"),
        "spec.type of Service");
  }

  @Test
  void what_moves_no_traffic_is_allowed() {
    guarded.patch(
        PatchType.JSON_MERGE,
        "{\"metadata\": {\"labels\": {\"team\": \"till\"}, \"annotations\": {\"a\": \"b\"}},"
            + " \"spec\": {\"ports\": [{\"name\": \"http\", \"port\": 80, \"targetPort\": 8080}]}}");
    apply(manifest("green"), true);
    assertThat(guarded.service().getMetadata().getLabels())
        .containsEntry("team", "till")
        .containsEntry("verdigris.io/epoch", "3");
    Service same = guarded.service();
    same.getMetadata().getAnnotations().remove("a");
    assertThat(web.client().resource(same).update().getMetadata().getAnnotations())
        .doesNotContainKey("a");
  }

  @Test
  void a_switch_with_a_higher_epoch_is_allowed() {
    guarded.patch(
        PatchType.JSON_MERGE,
        "{\"metadata\": {\"labels\": {\"verdigris.io/epoch\": \"10\"}},"
            + " \"spec\": {\"selector\": {\"color\": \"blue\"}}}");

    assertThat(guarded.service().getSpec().getSelector()).containsEntry("color", "blue");
    refused(
        () -> deployment("blue").delete(),
        "Deployment " + web.namespace() + "/web-blue is live and may not be deleted");
  }

  @Test
  void whoever_shrinks_or_deletes_what_is_live_is_refused() {
    String live = "Service " + web.application() + " selects its pods {";
    String down = "spec.replicas of Deployment " + web.namespace() + "/web-green may not go down";
    refused(() -> scale(web.client(), "green", 1), down + " from 2 to 1", live);
    refused(() -> scale(web.client(), "green", 0), down + " from 2 to 0", live);
    for (PatchType type : new PatchType[] {PatchType.JSON_MERGE, PatchType.STRATEGIC_MERGE}) {
      refused(
          () -> deployment("green").patch(PatchContext.of(type), "{\"spec\": {\"replicas\": 1}}"),
          down + " from 2 to 1",
          "HorizontalPodAutoscaler");
    }
    Deployment smaller = deployment("green").get();
    smaller.getSpec().setReplicas(null);
    smaller.getMetadata().setResourceVersion(null);
    refused(() -> web.client().resource(smaller).update(), down + " from 2 to 1");
    refused(() -> deployment("green").delete(), "web-green is live and may not be deleted", live);
    refused(
        () -> web.client().apps().deployments().inNamespace(web.namespace()).delete(),
        "web-green is live and may not be deleted");
  }

  /** Creates a Deployment of this colour whose pods and selector have more or other labels. */
  private void other(String name, Map<String, String> selector, Map<String, String> labels) {
    var pods = new HashMap<>(Map.of("color", "green"));
    pods.putAll(labels);
    var template = deployment("green").get().getSpec().getTemplate();
    web.client()
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName("web-" + name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                .withTemplate(template.edit().editMetadata().withLabels(pods).endMetadata().build())
                .endSpec()
                .build())
        .create();
  }

  @Test
  void another_application_of_the_same_colour_is_not_guarded() {
    var labels = Map.of("app", "shop", "color", "green");
    other("shop", labels, labels);
    scale(web.client(), "shop", 1);
    scale(web.client(), "shop", 0);
    deployment("shop").delete();

    assertThat(deployment("shop").get()).isNull();
  }

  @Test
  void a_scale_that_tells_fewer_labels_than_the_pods_have_is_guarded_all_the_same() {
    other("named", Map.of("name", "x", "color", "green"), Map.of("app", "web", "name", "x"));
    refused(() -> scale(web.client(), "named", 1), "may not go down from 2 to 1");

    // as the guard's page says: a scale cannot tell that these pods are another application's
    other("shop", Map.of("name", "y", "color", "green"), Map.of("app", "shop", "name", "y"));
    refused(() -> scale(web.client(), "shop", 1), "may not go down from 2 to 1");
    deployment("shop")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"replicas\": 1}}");
    assertThat(deployment("shop").get().getSpec().getReplicas()).isEqualTo(1);
  }

  private static Scale scale(RollableScalableResource<Deployment> deployment, int replicas) {
    Scale scale = deployment.scale();
    scale.getSpec().setReplicas(replicas);
    // whatever version its controller has made of it by now
    scale.getMetadata().setResourceVersion(null);
    return deployment.scale(scale);
  }

  private Scale scale(KubernetesClient client, String colour, int replicas) {
    return scale(deployment(client, colour), replicas);
  }

  @Test
  void an_autoscaler_sizes_what_is_live_but_takes_it_to_nothing_never() {
    Config config =
        new ConfigBuilder(cluster.client().getConfiguration())
            .withImpersonateUsername("system:serviceaccount:kube-system:horizontal-pod-autoscaler")
            .build();
    try (KubernetesClient autoscaler = new KubernetesClientBuilder().withConfig(config).build()) {
      scale(autoscaler, "green", 3);
      scale(autoscaler, "green", 1);
      assertThat(deployment("green").get().getSpec().getReplicas()).isEqualTo(1);
      refused(() -> scale(autoscaler, "green", 0), "may not go down from 1 to 0");
    }
  }

  @Test
  void what_is_not_live_is_left_to_anybody_and_what_is_live_may_grow_and_change() {
    scale(web.client(), "green", 3);
    deployment("green")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"template\": {\"metadata\": {\"annotations\": {\"a\": \"b\"}}}}}");
    scale(web.client(), "blue", 0);
    deployment("blue").delete();
    web.deployment("other", 1);
    deployment("other").delete();
    assertThat(deployment("green").get().getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void an_annotation_of_its_own_lets_a_person_past() {
    guarded.patch(
        PatchType.JSON_MERGE,
        "{\"metadata\": {\"annotations\": {\"verdigris.io/guard\": \"off\"}}}");
    scale(web.client(), "green", 1);
    guarded.patch(PatchType.JSON_MERGE, "{\"spec\": {\"selector\": {\"color\": \"blue\"}}}");
    deployment("green").delete();
    web.client().resource(guarded.service()).delete();

    assertThat(guarded.service()).isNull();
  }

  @Test
  void the_annotation_does_not_excuse_the_write_that_brings_it() {
    keepsSelector(
        PatchType.JSON_MERGE,
        "{\"metadata\": {\"annotations\": {\"verdigris.io/guard\": \"off\"}},"
            + " \"spec\": {\"selector\": {\"color\": \"blue\"}}}",
        "");
  }
}
