package io.verdigris.switcher.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverlapAdviceTest {
  private static ServiceBuilder service(String type) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .withType(type)
        .withSessionAffinity("None")
        .endSpec();
  }

  private static Optional<String> note(Service service) {
    return new OverlapAdvice(service).note();
  }

  @Test
  void an_ordinary_service_needs_none() {
    assertThat(note(service("ClusterIP").build())).isEmpty();
    assertThat(note(service("LoadBalancer").build())).isEmpty();
  }

  @Test
  void what_learns_late_of_other_pods_is_named() {
    Service local =
        service("LoadBalancer")
            .editMetadata()
            .addToAnnotations("service.beta.kubernetes.io/aws-load-balancer-type", "nlb")
            .endMetadata()
            .editSpec()
            .withExternalTrafficPolicy("Local")
            .withSessionAffinity("ClientIP")
            .endSpec()
            .build();

    assertThat(note(local))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains(
                        "Service shop/web",
                        "externalTrafficPolicy: Local",
                        "aws-load-balancer-type",
                        "sessionAffinity: ClientIP",
                        "--overlap"));
  }

  @Test
  void the_class_of_a_clouds_load_balancer_is_enough() {
    Service gke =
        service("LoadBalancer")
            .editSpec()
            .withLoadBalancerClass("networking.gke.io/l4-regional-external")
            .endSpec()
            .build();

    assertThat(note(gke)).isPresent();
  }
}
