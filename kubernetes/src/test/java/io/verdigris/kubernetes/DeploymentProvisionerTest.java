package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.RolloutSpec;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.Progress;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Interceptor;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentProvisionerTest {
  private static EmbeddedCluster cluster;

  private Shop shop;

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() {
    shop = new Shop(cluster);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private RolloutSpec version(String tag) {
    return shop.app.spec(tag).build();
  }

  @Test
  void a_number_that_is_given_again_after_the_ledger_was_deleted_deploys_the_new_version() {
    shop.deploy(shop.green("web-1", 1));
    assertThat(shop.image("green")).endsWith("v2");

    shop.deploy(shop.request("web-1", 2, version("v3"), Colour.GREEN));

    assertThat(shop.image("green")).endsWith("v3");
  }

  @Test
  void a_process_that_takes_a_rollout_over_keeps_its_pods() {
    shop.deploy(shop.green("web-1", 1));
    List<String> pods = podsOf("green");

    shop.edit("blue", d -> d.getSpec().getTemplate().getSpec().setDnsPolicy("Default"));
    EnvironmentRequest taken = shop.green("web-1", 2);
    shop.provisioner.claim(taken.context());

    Patience.done(() -> shop.provisioner.deploy(taken));

    assertThat(podsOf("green")).isEqualTo(pods);
    assertThat(shop.deployment("green").getSpec().getTemplate().getSpec().getDnsPolicy())
        .as("what was verified must not be renewed from a blue that was changed since")
        .isEqualTo("ClusterFirst");
  }

  @Test
  void a_version_that_failed_is_no_version_to_go_back_to() {
    shop.deploy(shop.green("web-1", 1));
    Patience.done(() -> shop.provisioner.decommission(shop.green("web-1", 1)));

    RolloutSpec back = RolloutSpec.builder(shop.app.application()).previousVersion().build();
    List<Finding> findings =
        shop.provisioner.admit(back, Optional.of(Colour.BLUE), Colour.GREEN).findings();

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).problem()).contains("web-green", "failed in rollout web-1");
    assertThat(findings.get(0).remedy()).contains("image", Marks.FAILED);
  }

  @Test
  void a_version_deployed_after_one_that_failed_can_be_gone_back_to() {
    shop.deploy(shop.green("web-1", 1));
    Patience.done(() -> shop.provisioner.decommission(shop.green("web-1", 1)));
    assertThat(shop.annotation("green", Marks.FAILED)).isEqualTo("web-1");

    shop.deploy(shop.request("web-2", 2, version("v3"), Colour.GREEN));

    assertThat(shop.annotation("green", Marks.FAILED)).isEmpty();
  }

  @Test
  void the_old_colour_that_is_retired_did_not_fail() {
    EnvironmentRequest green = shop.green("web-1", 1);
    shop.deploy(green);
    shop.app.select(TestApplication.selector("green"));

    Patience.done(
        () -> shop.provisioner.decommission(shop.request("web-1", 1, shop.spec(), Colour.BLUE)));

    assertThat(shop.deployment("blue").getSpec().getReplicas()).isZero();
    assertThat(shop.annotation("blue", Marks.FAILED)).isEmpty();
  }

  @Test
  void a_rollout_that_ends_before_it_deployed_leaves_the_version_before_as_it_was() {
    shop.deploy(shop.green("web-1", 1));
    EnvironmentRequest next = shop.request("web-2", 2, version("v3"), Colour.GREEN);
    shop.provisioner.claim(next.context());
    Patience.done(() -> shop.provisioner.prepare(next));

    Patience.done(() -> shop.provisioner.decommission(next));

    assertThat(shop.deployment("green").getSpec().getReplicas()).isEqualTo(1);
    assertThat(shop.annotation("green", Marks.FAILED)).isEmpty();
  }

  @Test
  void green_grows_with_a_blue_that_was_scaled_up_since() {
    EnvironmentRequest green = shop.green("web-1", 1);
    shop.deploy(green);
    shop.app.scale("blue", 2);

    assertThat(shop.provisioner.serving(green))
        .asInstanceOf(InstanceOfAssertFactories.type(Progress.Waiting.class))
        .extracting(w -> w.reason())
        .asString()
        .contains("shall have 2 pods, but is asked for 1");
    Patience.done(() -> shop.provisioner.deploy(green));
    assertThat(Patience.done(() -> shop.provisioner.serving(green)).ready()).isEqualTo(2);
  }

  @Test
  void the_way_back_does_not_wait_for_more_of_the_old_colour_than_it_has() {
    EnvironmentRequest blue =
        new EnvironmentRequest(
            shop.green("web-1", 1).context(),
            shop.spec(),
            Optional.of(Colour.BLUE),
            Colour.BLUE,
            3);
    shop.deploy(shop.green("web-1", 1));

    assertThat(Patience.done(() -> shop.provisioner.serving(blue)).ready()).isEqualTo(1);
  }

  @Test
  void a_deployment_that_came_in_between_is_taken_as_it_is() {
    EnvironmentRequest green = shop.green("web-1", 1);
    shop.provisioner.claim(green.context());
    var first = new AtomicBoolean(true);
    try (var between =
        cluster.intercept(
            request -> {
              boolean creates =
                  request.verb().equals("POST") && request.resource().endsWith("/deployments");
              if (creates && first.getAndSet(false)) {
                shop.app.deployment("green", 0);
              }
              return Interceptor.pass();
            })) {
      assertThat(between).isNotNull();
      Patience.done(() -> shop.provisioner.prepare(green));
    }
    assertThat(first).isFalse();
    Patience.done(() -> shop.provisioner.deploy(green));
  }

  @Test
  void quarantined_pods_are_reached_by_no_service_until_the_next_rollout_prepares() {
    EnvironmentRequest green = shop.green("web-1", 1);
    shop.deploy(green);
    List<String> before = podsOf("green");

    Patience.done(() -> shop.provisioner.quarantine(green));

    assertThat(shop.provisioner.ready(green).pods()).isEmpty();
    assertThat(shop.deployment("green").getSpec().getReplicas()).isEqualTo(1);
    assertThat(podsOf("green")).doesNotContainAnyElementsOf(before);
    assertThat(shop.annotation("green", Marks.FAILED)).isEqualTo("web-1");

    EnvironmentRequest next = shop.request("web-2", 2, version("v3"), Colour.GREEN);
    shop.deploy(next);
    assertThat(Patience.done(() -> shop.provisioner.serving(next)).ready()).isEqualTo(1);
  }

  @Test
  void the_highest_fence_of_the_deployments_is_observed() {
    shop.deploy(shop.green("web-1", 17));
    assertThat(shop.provisioner.observe(shop.app.application()).fence()).isEqualTo(17);
  }

  @Test
  void an_admission_without_answer_is_simply_tried_again() {
    try (var spoilt =
        cluster.intercept(
            request ->
                request.path().contains("selfsubject") || request.path().contains("dryRun")
                    ? Interceptor.applyAndDrop()
                    : Interceptor.pass())) {
      assertThat(spoilt).isNotNull();
      assertThatThrownBy(
              () -> shop.provisioner.admit(shop.spec(), Optional.of(Colour.BLUE), Colour.GREEN))
          .isExactlyInstanceOf(VerdigrisException.class);
    }
  }

  @Test
  void a_conflict_of_two_patches_is_tried_again() {
    EnvironmentRequest green = shop.green("web-1", 1);
    shop.deploy(green);
    try (var busy =
        cluster.intercept(
            request ->
                request.verb().equals("PATCH")
                    ? Interceptor.answer(409, Map.of())
                    : Interceptor.pass())) {
      assertThat(busy).isNotNull();
      assertThatThrownBy(() -> shop.provisioner.decommission(green))
          .isExactlyInstanceOf(VerdigrisException.class);
    }
  }

  @Test
  void a_colour_is_asked_after_with_one_request_a_look() {
    EnvironmentRequest green = shop.green("web-1", 1);
    shop.provisioner.admit(shop.spec(), Optional.of(Colour.BLUE), Colour.GREEN);
    shop.provisioner.claim(green.context());
    Patience.done(() -> shop.provisioner.prepare(green));
    shop.provisioner.deploy(green);
    shop.calls();

    shop.provisioner.deploy(green);

    assertThat(shop.calls())
        .allMatch(call -> call.startsWith("GET") && call.contains("/deployments"))
        .hasSizeLessThanOrEqualTo(2);
  }

  private List<String> podsOf(String colour) {
    return shop
        .app
        .client()
        .pods()
        .inNamespace(shop.app.namespace())
        .withLabel("color", colour)
        .list()
        .getItems()
        .stream()
        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
        .map((Pod p) -> p.getMetadata().getName())
        .sorted()
        .toList();
  }
}
