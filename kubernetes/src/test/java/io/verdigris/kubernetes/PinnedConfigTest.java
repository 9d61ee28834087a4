package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.ConfigReferences.Reference;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.RolloutContext;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a colour's pods read stays as it was when they began. */
class PinnedConfigTest {
  private EmbeddedCluster cluster;
  private Shop shop;

  @BeforeEach
  void open() {
    cluster = EmbeddedCluster.start();
    shop = new Shop(cluster);
    config("one");
    shop.app
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(shop.app.namespace())
                .withName("web-key")
                .endMetadata()
                .withData(Map.of("key", "c2VjcmV0"))
                .build())
        .create();
    shop.edit("blue", PinnedConfigTest::refer);
    shop.app.awaitReady("blue", 1);
  }

  @AfterEach
  void close() {
    shop.close();
    cluster.close();
  }

  private static void refer(Deployment blue) {
    var pod = blue.getSpec().getTemplate().getSpec();
    pod.getContainers()
        .get(0)
        .setEnvFrom(
            List.of(
                new EnvFromSourceBuilder().withNewConfigMapRef("web-config", false).build(),
                new EnvFromSourceBuilder().withNewConfigMapRef("absent", true).build()));
    pod.setVolumes(
        List.of(
            new VolumeBuilder()
                .withName("key")
                .withNewSecret()
                .withSecretName("web-key")
                .endSecret()
                .build()));
  }

  private void config(String value) {
    shop.app
        .client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(shop.app.namespace())
                .withName("web-config")
                .endMetadata()
                .withData(Map.of("GREETING", value))
                .build())
        .createOr(r -> r.update());
  }

  private RolloutSpec pinned(String tag) {
    return shop.app.spec(tag).use(PinnedConfig.extension()).build();
  }

  private EnvironmentRequest request(long fence, RolloutSpec spec, Colour to) {
    var context = new RolloutContext("web-" + fence, shop.app.application(), fence, () -> {});
    return new EnvironmentRequest(context, spec, Optional.of(to.other()), to, 1);
  }

  private Set<Reference> references(String colour) {
    return ConfigReferences.of(shop.deployment(colour).getSpec().getTemplate().getSpec());
  }

  private String copy(String colour) {
    return references(colour).stream()
        .map(Reference::name)
        .filter(name -> name.matches("web-config-[0-9a-f]{10}"))
        .findFirst()
        .orElseThrow();
  }

  private List<String> maps() {
    return shop
        .app
        .client()
        .configMaps()
        .inNamespace(shop.app.namespace())
        .list()
        .getItems()
        .stream()
        .map(map -> map.getMetadata().getName())
        .filter(name -> name.startsWith("web-config"))
        .sorted()
        .toList();
  }

  @Test
  void each_colour_keeps_its_own_and_copies_go_once_nobody_refers_to_them() {
    shop.deploy(request(1, pinned("v2"), Colour.GREEN));
    String first = copy("green");
    assertThat(references("green")).contains(new Reference(false, "absent"));
    assertThat(references("green")).anyMatch(r -> r.secret() && r.name().matches("web-key-.{10}"));
    var map = shop.app.client().configMaps().inNamespace(shop.app.namespace()).withName(first);
    assertThat(map.get().getImmutable()).isTrue();
    assertThat(map.get().getData()).containsEntry("GREETING", "one");
    assertThat(map.get().getMetadata().getOwnerReferences().get(0).getName())
        .isEqualTo("web-green");

    config("two");
    shop.deploy(request(2, pinned("v3"), Colour.BLUE));
    String second = copy("blue");
    assertThat(second).isNotEqualTo(first);
    assertThat(copy("green")).isEqualTo(first);

    config("three");
    shop.deploy(request(3, pinned("v2"), Colour.GREEN));
    assertThat(maps()).containsExactlyInAnyOrder("web-config", second, copy("green"));
  }

  @Test
  void the_same_content_has_one_copy_that_both_own_and_without_the_setting_the_names_are_back() {
    shop.deploy(request(1, pinned("v2"), Colour.GREEN));
    shop.deploy(request(2, pinned("v3"), Colour.BLUE));
    assertThat(copy("blue")).isEqualTo(copy("green"));
    var map =
        shop.app.client().configMaps().inNamespace(shop.app.namespace()).withName(copy("blue"));
    assertThat(map.get().getMetadata().getOwnerReferences()).hasSize(2);

    shop.deploy(request(3, shop.app.spec("v1").build(), Colour.GREEN));
    assertThat(references("green"))
        .containsExactlyInAnyOrder(
            new Reference(false, "absent"),
            new Reference(false, "web-config"),
            new Reference(true, "web-key"));
    assertThat(shop.deployment("green").getSpec().getTemplate().getMetadata().getAnnotations())
        .doesNotContainKey(PinnedConfig.COPIES);
  }

  @Test
  void a_crash_before_the_patch_leaves_no_second_copy_and_a_late_owner_deletes_no_others() {
    shop.provisioner.claim(request(1, pinned("v2"), Colour.GREEN).context());
    Patience.done(() -> shop.provisioner.prepare(request(1, pinned("v2"), Colour.GREEN)));
    var late = new RolloutContext("web-1", shop.app.application(), 1, () -> {});
    var next = new RolloutContext("web-2", shop.app.application(), 2, () -> {});
    Deployment green = shop.deployment("green");
    var template = shop.deployment("blue").getSpec().getTemplate();
    new ConfigCopies(shop.access.api(), next).pin(template, green);
    assertThat(maps()).hasSize(2);
    new ConfigCopies(shop.access.api(), late).prune(List.of(green));
    assertThat(maps()).hasSize(2);
    new ConfigCopies(shop.access.api(), next).prune(List.of(green));
    assertThat(maps()).containsExactly("web-config");
  }

  @Test
  void an_unknown_setting_refuses_the_rollout() {
    var wrong = Extension.of(Extension.Kind.PROVISIONER, "deployments", Map.of("pin", "yes"));
    var admission =
        shop.provisioner.admit(
            shop.app.spec("v2").use(wrong).build(), Optional.of(Colour.BLUE), Colour.GREEN);
    assertThat(admission.findings().toString()).contains("setting pin of deployments", "yes");
  }
}
