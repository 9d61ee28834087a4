package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscalerBuilder;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Environment;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The autoscaler sizes the colour that serves, and the old colour keeps its size. */
class AutoscalerTest {
  private EmbeddedCluster cluster;
  private Shop shop;
  private Autoscaler hook;
  private RolloutSpec spec;

  @BeforeEach
  void open() {
    cluster = EmbeddedCluster.start();
    shop = new Shop(cluster);
    hook = new Autoscaler(shop.access);
    spec = shop.app.spec("v2").use(Autoscaler.follows()).build();
  }

  @AfterEach
  void close() {
    shop.close();
    cluster.close();
  }

  private void autoscaler(String name, String deployment, Map<String, String> labels) {
    shop.app
        .client()
        .resource(
            new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withNamespace(shop.app.namespace())
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withMaxReplicas(5)
                .withNewScaleTargetRef("apps/v1", "Deployment", deployment)
                .endSpec()
                .build())
        .create();
  }

  private String target() {
    return Autoscalers.target(
        shop.app
            .client()
            .autoscaling()
            .v1()
            .horizontalPodAutoscalers()
            .inNamespace(shop.app.namespace())
            .withName("web")
            .get());
  }

  private EnvironmentRequest request(long fence, Colour colour) {
    return shop.request("web-" + fence, fence, spec, colour);
  }

  private void confirmed(long fence) {
    var environment = new Environment(Colour.GREEN, "web-green", 8080, 1, List.of());
    Patience.done(
        () ->
            hook.call(
                new HookRequest(
                    request(fence, Colour.GREEN).context(),
                    Phase.CONFIRM,
                    false,
                    Optional.of(environment),
                    Optional.empty(),
                    Map.of(),
                    "key",
                    "")));
  }

  private String findings() {
    Map<String, String> settings = Autoscaler.follows().settings();
    return hook.admit(spec, settings).findings().toString();
  }

  @Test
  void it_sizes_green_once_traffic_has_moved_and_blue_with_as_many_pods_on_the_way_back() {
    autoscaler("web", "web-blue", Map.of());
    autoscaler("shop", "shop", Map.of());
    assertThat(findings()).isEqualTo("[]");
    shop.deploy(request(1, Colour.GREEN));
    assertThat(target()).isEqualTo("web-blue");
    confirmed(1);
    assertThat(target()).isEqualTo("web-green");
    confirmed(1);

    shop.edit("green", d -> d.getSpec().setReplicas(3));
    Patience.done(() -> shop.provisioner.restore(request(1, Colour.BLUE)));
    assertThat(target()).isEqualTo("web-blue");
    assertThat(shop.deployment("blue").getSpec().getReplicas()).isEqualTo(3);
    Patience.done(() -> shop.provisioner.restore(request(1, Colour.BLUE)));
  }

  @Test
  void who_has_lost_the_application_moves_no_autoscaler() {
    autoscaler("web", "web-blue", Map.of());
    shop.deploy(request(1, Colour.GREEN));
    shop.provisioner.claim(request(2, Colour.GREEN).context());
    confirmed(2);
    shop.app
        .client()
        .autoscaling()
        .v1()
        .horizontalPodAutoscalers()
        .inNamespace(shop.app.namespace())
        .withName("web")
        .edit(
            a -> {
              a.getSpec().getScaleTargetRef().setName("web-blue");
              return a;
            });
    assertThatThrownBy(() -> confirmed(1)).isInstanceOf(OwnershipLostException.class);
    assertThat(target()).isEqualTo("web-blue");
  }

  @Test
  void none_several_and_one_of_kedas_are_refused() {
    assertThat(findings()).contains("leave the hook out");
    autoscaler("web", "web-blue", Map.of("scaledobject.keda.sh/name", "web"));
    assertThat(findings()).contains("KEDA");
    autoscaler("more", "web-green", Map.of());
    assertThat(findings()).contains("delete all but one");
    assertThat(hook.admit(spec, Map.of("phase", "DEPLOY")).findings().toString())
        .contains("after CONFIRM");
  }
}
