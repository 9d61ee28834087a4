package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Ingresses.ingress;
import static io.verdigris.switcher.ingress.Ingresses.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.RoutingObject.Note;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngressReadingTest {
  private static final String PATHS = "/spec/rules/0/http/paths/";
  private static final String NAME = "/backend/service/name";

  private static Map<String, Object> operation(String op, String path, Object value) {
    return Map.of("op", op, "path", path, "value", value);
  }

  private static List<Map<String, Object>> toGreen(IngressReading reading) {
    FencedPatch patch = FencedPatch.fenced(reading.object(), 3);
    reading.redirect(patch, Colour.GREEN);
    return patch.operations();
  }

  @Test
  void all_backends_of_the_live_colour_move_together_and_others_stay() {
    assertThat(toGreen(reading("web-blue", "cart", "web-blue")))
        .containsExactly(
            operation("test", "/metadata/uid", "uid-of-web"),
            operation("test", "/metadata/annotations/verdigris.io~1fence", "3"),
            operation("test", "/metadata/generation", 7L),
            operation("test", PATHS + "0" + NAME, "web-blue"),
            operation("test", PATHS + "2" + NAME, "web-blue"),
            operation("add", PATHS + "0" + NAME, "web-green"),
            operation("add", PATHS + "2" + NAME, "web-green"));
  }

  @Test
  void the_default_backend_moves_with_the_rules() {
    Ingress both =
        ingress("web", "shop.example", "web-blue")
            .editSpec()
            .withNewDefaultBackend()
            .withNewService()
            .withName("web-blue")
            .endService()
            .endDefaultBackend()
            .endSpec()
            .build();

    assertThat(toGreen(reading(both)))
        .contains(
            operation("test", "/spec/defaultBackend/service/name", "web-blue"),
            operation("add", "/spec/defaultBackend/service/name", "web-green"),
            operation("add", PATHS + "0" + NAME, "web-green"));
  }

  @Test
  void what_was_named_before_is_noted_by_route() {
    assertThat(reading("web-blue", "cart", "web-blue").note())
        .isEqualTo(
            new Note(
                "verdigris.io/previous-backends",
                Map.of("shop.example/0", "web-blue", "shop.example/2", "web-blue")));
  }

  @Test
  void the_colour_is_the_one_that_all_backends_of_the_application_name() {
    assertThat(reading("web-blue", "cart").colour()).contains(Colour.BLUE);
    assertThat(reading("web-green", "web-green").colour()).contains(Colour.GREEN);
    assertThat(reading("web-blue", "cart").problems()).isEmpty();
    assertThat(reading("cart-blue").colour()).isEmpty();
  }

  @Test
  void what_it_says_changes_with_every_backend() {
    assertThat(reading("web-blue", "cart").says())
        .isEqualTo("directs shop.example/0 to web-blue, shop.example/1 to cart")
        .isNotEqualTo(reading("web-blue", "cart", "cart").says());
    assertThat(new IngressReading(new Ingress(), Ingresses.WEB).says())
        .isEqualTo("directs nothing");
  }

  @Test
  void mixed_colours_are_a_problem() {
    IngressReading mixed = reading("web-blue", "web-green");

    assertThat(mixed.colour()).isEmpty();
    assertThat(mixed.problems())
        .singleElement()
        .extracting(Finding::problem, Finding::value)
        .containsExactly(
            "name both colours, so that neither is the live one",
            "shop.example/0 to web-blue, shop.example/1 to web-green");
  }

  @Test
  void a_backend_that_names_the_stable_service_is_a_problem_before_and_beside_colours() {
    assertThat(reading("web").problems())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains("web-blue", "service-selector");
    assertThat(reading("web-blue", "web").problems())
        .singleElement()
        .extracting(Finding::value)
        .isEqualTo("shop.example/1 to web");
  }

  @Test
  void an_ingress_without_a_colour_is_a_problem_that_names_its_backends() {
    Ingress resource =
        ingress("web", "shop.example", "cart")
            .editSpec()
            .withNewDefaultBackend()
            .withNewResource("k8s.example", "Bucket", "static")
            .endDefaultBackend()
            .endSpec()
            .build();

    assertThat(reading(resource).problems())
        .singleElement()
        .extracting(Finding::value)
        .isEqualTo("default backend to an object that is no Service, shop.example/0 to cart");
  }
}
