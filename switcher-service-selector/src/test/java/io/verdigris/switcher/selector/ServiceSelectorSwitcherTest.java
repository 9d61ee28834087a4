package io.verdigris.switcher.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.spi.Admission;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceSelectorSwitcherTest {
  private static EmbeddedCluster cluster;

  private TestApplication app;
  private TrafficSwitcher switcher;

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
    app = new TestApplication(cluster);
    app.service(TestApplication.selector("blue"));
    switcher = new ServiceSelectorSwitcherProvider().create(app.context());
  }

  @AfterEach
  void close() {
    ClusterAccess.of(app.context()).close();
    app.close();
  }

  private RolloutContext context(String rollout, long fence) {
    return new RolloutContext(rollout, app.application(), fence, () -> {});
  }

  private SwitchRequest toGreen(RolloutContext context, String selection) {
    return new SwitchRequest(
        context,
        app.spec("v2").build(),
        Optional.of(Colour.BLUE),
        Colour.GREEN,
        1,
        Phase.PROMOTE,
        selection);
  }

  private Service service() {
    return app.client().services().inNamespace(app.namespace()).withName("web").get();
  }

  @Test
  void a_key_that_somebody_adds_to_the_selector_is_noticed_and_not_carried_over() {
    RolloutContext context = context("web-1", 1);
    assertThat(switcher.claim(context).selection()).isEqualTo("{app=web}");
    app.select(Map.of("app", "web", "color", "blue", "tier", "canary"));

    assertThatThrownBy(() -> switcher.switchTo(toGreen(context, "{app=web}")))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("from {app=web} to {app=web, tier=canary}");
    assertThat(service().getSpec().getSelector()).containsEntry("color", "blue");
  }

  @Test
  void where_it_may_be_anything_what_is_selected_beside_the_colour_is_carried_over() {
    app.select(Map.of("app", "web", "color", "blue", "tier", "canary"));
    RolloutContext context = context("web-2", 2);
    switcher.claim(context);

    switcher.switchTo(toGreen(context, ""));

    assertThat(service().getSpec().getSelector())
        .isEqualTo(Map.of("app", "web", "color", "green", "tier", "canary"));
  }

  private Admission admission() {
    return switcher.admit(app.spec("v2").build(), switcher.read(app.application()));
  }

  @Test
  void a_selector_that_was_applied_with_its_colour_is_noted_since_applying_it_again_sets_it_back() {
    assertThat(admission().notes()).isEmpty();
    applied(
        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"web\"},"
            + "\"spec\":{\"selector\":{\"app\":\"web\",\"color\":\"blue\"}}}");

    assertThat(admission().notes())
        .singleElement()
        .asString()
        .contains("kubectl apply", "color: blue", "take the key out");
    assertThat(admission().findings()).isEmpty();
  }

  @Test
  void a_selector_that_was_applied_without_colour_stays_as_it_is_switched() {
    applied(
        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{\"selector\":{\"app\":\"web\"}}}");
    assertThat(admission().notes()).isEmpty();
  }

  @Test
  void an_annotation_that_cannot_be_read_is_no_reason_to_stop() {
    applied("{no json");
    assertThat(admission().notes()).isEmpty();
    assertThat(admission().findings()).isEmpty();
  }

  private void applied(String json) {
    app.client()
        .services()
        .inNamespace(app.namespace())
        .withName("web")
        .edit(
            s ->
                s.edit()
                    .editMetadata()
                    .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", json)
                    .endMetadata()
                    .build());
  }

  @Test
  void the_plan_names_the_way_back_as_such() {
    assertThat(admission().calls())
        .filteredOn(c -> c.phase() == Phase.ROLL_BACK)
        .extracting(PlannedCall::verb)
        .containsExactly("GET", "PATCH");
    assertThat(admission().calls())
        .filteredOn(c -> c.phase().compareTo(Phase.PROMOTED) > 0)
        .allMatch(c -> c.purpose().startsWith("on the way back only"));
  }
}
