package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeploymentDirectoryTest {
  private final EmbeddedCluster cluster = EmbeddedCluster.start();
  private final Shop shop = new Shop(cluster);
  private final String all =
      "GET /apis/apps/v1/namespaces/" + shop.app.namespace() + "/deployments";
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final DeploymentDirectory directory =
      new DeploymentDirectory(shop.access.api(), "color", () -> now);

  @AfterEach
  void close() {
    shop.close();
    cluster.close();
  }

  private Service service(String colour) {
    Service service =
        shop.app.client().services().inNamespace(shop.app.namespace()).withName("web").get();
    return service.edit().editSpec().addToSelector("color", colour).endSpec().build();
  }

  private List<String> find(String colour) {
    Service service = service(colour);
    shop.calls();
    return directory.find(service).stream().map(d -> d.getMetadata().getName()).sorted().toList();
  }

  @Test
  void all_are_looked_through_once_in_a_while_and_the_application_s_own_are_read_each_time() {
    assertThat(find("blue")).containsExactly("web-blue");
    assertThat(shop.calls()).containsExactly(all);

    assertThat(find("blue")).containsExactly("web-blue");
    assertThat(shop.calls()).containsExactly(all + "/web-blue");

    now = now.plus(Duration.ofSeconds(6));
    assertThat(find("blue")).containsExactly("web-blue");
    assertThat(shop.calls()).containsExactly(all);
  }

  @Test
  void those_that_carry_their_pods_labels_are_read_together() {
    shop.edit("blue", d -> d.getMetadata().setLabels(Map.of("app", "web", "color", "blue")));
    shop.app.deployment("green", 1);
    shop.app.awaitReady("green", 1);
    shop.edit("green", d -> d.getMetadata().setLabels(Map.of("app", "web", "color", "green")));
    assertThat(find("blue")).containsExactly("web-blue", "web-green");

    assertThat(find("blue")).containsExactly("web-blue", "web-green");
    assertThat(shop.calls()).containsExactly(all);
  }

  @Test
  void a_live_one_that_has_just_come_is_never_missing() {
    assertThat(find("blue")).containsExactly("web-blue");
    shop.app.deployment("green", 1);

    assertThat(find("green")).containsExactly("web-blue", "web-green");
    assertThat(shop.calls()).containsExactly(all);
  }

  @Test
  void one_that_this_process_has_just_made_is_never_missing() {
    Service service = service("blue");
    assertThat(shop.access.directory().find(service)).hasSize(1);
    shop.deploy(shop.green("web-1", 1));

    assertThat(shop.access.directory().find(service)).hasSize(2);
  }

  @Test
  void a_live_one_that_was_made_anew_by_another_name_is_found() {
    assertThat(find("blue")).containsExactly("web-blue");
    Deployment blue = shop.deployment("blue");
    shop.app.client().resource(blue).delete();
    shop.app
        .client()
        .resource(
            blue.edit()
                .withNewMetadata()
                .withName("web-anew")
                .withNamespace(shop.app.namespace())
                .endMetadata()
                .build())
        .create();

    assertThat(find("blue")).containsExactly("web-anew");
  }

  @Test
  void one_that_has_gone_since_is_not_told() {
    assertThat(find("blue")).containsExactly("web-blue");
    shop.app.client().apps().deployments().inNamespace(shop.app.namespace()).delete();

    assertThat(find("blue")).isEmpty();
  }

  @Test
  void one_look_does_for_all_applications_of_a_namespace() {
    Map<String, String> labels = Map.of("app", "bar", "color", "blue");
    Deployment bar =
        shop.deployment("blue")
            .edit()
            .withNewMetadata()
            .withName("bar-blue")
            .withNamespace(shop.app.namespace())
            .endMetadata()
            .editSpec()
            .withNewSelector()
            .withMatchLabels(labels)
            .endSelector()
            .editTemplate()
            .editMetadata()
            .withLabels(labels)
            .endMetadata()
            .endTemplate()
            .endSpec()
            .build();
    shop.app.client().resource(bar).create();
    assertThat(find("blue")).containsExactly("web-blue");
    Service service = service("blue").edit().editSpec().withSelector(labels).endSpec().build();
    shop.calls();

    assertThat(directory.find(service))
        .extracting(d -> d.getMetadata().getName())
        .containsExactly("bar-blue");
    assertThat(shop.calls()).containsExactly(all + "/bar-blue");
  }
}
