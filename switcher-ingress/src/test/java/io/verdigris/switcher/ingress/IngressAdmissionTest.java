package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Ingresses.appliedBy;
import static io.verdigris.switcher.ingress.Ingresses.ingress;
import static io.verdigris.switcher.ingress.Ingresses.reading;
import static io.verdigris.switcher.ingress.Ingresses.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IngressAdmissionTest {
  private static final Service STABLE = service("web", Map.of("app", "web", "color", "none"));

  private static RouteAdmission<Ingress> admission(
      IngressReading reading, Service stable, Ingress... others) {
    List<Ingress> all = Stream.concat(Stream.of(reading.object()), Stream.of(others)).toList();
    return new RouteAdmission<>(
        new IngressKind(Optional.empty()), reading, stable, List.of(), all, "color");
  }

  @Test
  void an_ingress_as_it_should_be_is_admitted_without_a_word() {
    RouteAdmission<Ingress> admission =
        admission(reading("web-blue"), STABLE, ingress("cart", "shop.example", "cart").build());

    assertThat(admission.findings()).isEmpty();
    assertThat(admission.notes()).isEmpty();
  }

  @Test
  void rules_that_another_manager_applies_are_refused() {
    assertThat(admission(reading(appliedBy("gitops", "rules")), STABLE).findings())
        .singleElement()
        .extracting(Finding::value)
        .isEqualTo("field manager gitops");
    assertThat(admission(reading(appliedBy("gitops", "defaultBackend")), STABLE).findings())
        .hasSize(1);
    assertThat(admission(reading(appliedBy("certs", "tls")), STABLE).findings()).isEmpty();
  }

  @Test
  void a_stable_service_that_names_a_colour_is_refused() {
    Service stable = service("web", Map.of("app", "web", "color", "blue"));

    assertThat(admission(reading("web-blue"), stable).findings())
        .singleElement()
        .extracting(Finding::value)
        .isEqualTo(stable.getSpec().getSelector().toString());
  }

  @Test
  void a_stable_service_without_labels_of_the_application_is_refused() {
    assertThat(admission(reading("web-blue"), service("web", Map.of("color", "none"))).findings())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains("app: web");
  }

  @Test
  void a_stable_service_that_selects_both_colours_is_noted() {
    assertThat(admission(reading("web-blue"), service("web", Map.of("app", "web"))).notes())
        .singleElement()
        .asString()
        .contains("color: none");
  }

  @Test
  void a_port_that_a_service_lacks_is_refused() {
    Service stable = service("web", Map.of("app", "web", "color", "none"));
    stable.getSpec().getPorts().get(0).setName("grpc");
    Service blue = service("web-blue", Map.of("app", "web", "color", "blue"));
    IngressReading reading = reading("web-blue");

    assertThat(
            new RouteAdmission<>(
                    new IngressKind(Optional.empty()),
                    reading,
                    stable,
                    List.of(blue),
                    List.of(),
                    "color")
                .findings())
        .singleElement()
        .extracting(Finding::field, Finding::value, Finding::problem)
        .containsExactly(
            "port of shop.example/0 in Ingress shop/web",
            "http",
            "Service shop/web has no such port, only grpc/80");
  }

  @Test
  void another_ingress_for_the_same_host_would_stay_behind() {
    Ingress split = ingress("more", "shop.example", "cart", "web-blue").build();

    assertThat(admission(reading("web-blue"), STABLE, split).findings())
        .singleElement()
        .extracting(Finding::field)
        .isEqualTo("backends of Ingress shop/more");
  }

  @Test
  void another_ingress_for_another_host_is_noted() {
    Ingress preview = ingress("preview", "green.example", "web-green").build();
    RouteAdmission<Ingress> admission = admission(reading("web-blue"), STABLE, preview);

    assertThat(admission.findings()).isEmpty();
    assertThat(admission.notes()).singleElement().asString().contains("Ingress shop/preview");
  }

  @Test
  void a_backend_that_is_no_service_is_noted() {
    Ingress resource =
        ingress("web", "shop.example", "web-blue")
            .editSpec()
            .withNewDefaultBackend()
            .withNewResource("k8s.example", "Bucket", "static")
            .endDefaultBackend()
            .endSpec()
            .build();

    assertThat(admission(reading(resource), STABLE).notes())
        .containsExactly(
            "Ingress shop/web directs default backend to an object that is no Service; it is not"
                + " switched");
  }
}
