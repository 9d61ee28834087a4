package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Ingresses.WEB;
import static io.verdigris.switcher.ingress.Ingresses.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Finding;
import io.verdigris.kubernetes.Marks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IngressChoiceTest {
  private final Service stable = Ingresses.service("web", Map.of("app", "web"));

  /** A namespace with these Ingresses. */
  private record There(List<Ingress> list) implements RouteChoice.Source<Ingress> {
    static There of(Ingress... ingresses) {
      return new There(List.of(ingresses));
    }

    @Override
    public Optional<Ingress> get(String name) {
      return list.stream().filter(i -> i.getMetadata().getName().equals(name)).findFirst();
    }
  }

  private RouteChoice<Ingress> choose(Optional<String> named, Ingress... there) {
    return RouteChoice.of(new IngressKind(named), WEB, stable, There.of(there));
  }

  private void directedBefore(String ingress) {
    stable.getMetadata().setAnnotations(Map.of(Marks.INGRESS, ingress));
  }

  private static Ingress to(String name, String service) {
    return ingress(name, name + ".example", service).build();
  }

  private static Stream<String> chosen(RouteChoice<Ingress> choice) {
    return choice.route().map(r -> r.object().getMetadata().getName()).stream();
  }

  @Test
  void the_only_one_that_names_a_colour_is_chosen() {
    assertThat(chosen(choose(Optional.empty(), to("cart", "cart"), to("edge", "web-green"))))
        .containsExactly("edge");
  }

  @Test
  void one_that_names_the_stable_service_is_chosen_only_where_none_names_a_colour() {
    assertThat(chosen(choose(Optional.empty(), to("old", "web"), to("edge", "web-blue"))))
        .containsExactly("edge");
    assertThat(chosen(choose(Optional.empty(), to("old", "web")))).containsExactly("old");
  }

  @Test
  void several_are_a_finding_that_lists_them() {
    assertThat(choose(Optional.empty(), to("a", "web-blue"), to("b", "web-green")).findings())
        .singleElement()
        .extracting(Finding::value, Finding::remedy)
        .containsExactly("a, b", "say which by the setting \"ingress\" of ingress-backend");
    assertThat(chosen(choose(Optional.of("b"), to("a", "web-blue"), to("b", "web-green"))))
        .containsExactly("b");
  }

  @Test
  void none_is_a_finding() {
    assertThat(choose(Optional.empty(), to("cart", "cart")).findings())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains("web-blue");
  }

  @Test
  void a_named_one_that_is_not_there_is_a_finding() {
    assertThat(choose(Optional.of("edge"), to("web", "web-blue")).findings())
        .singleElement()
        .extracting(Finding::value, Finding::problem)
        .containsExactly("shop/edge", "does not exist");
  }

  @Test
  void the_one_that_directed_before_stays_the_one() {
    directedBefore("a");

    assertThat(chosen(choose(Optional.empty(), to("a", "web-blue"), to("b", "web-green"))))
        .containsExactly("a");
    assertThat(choose(Optional.empty(), to("b", "web-green")).findings())
        .singleElement()
        .extracting(Finding::value)
        .isEqualTo("shop/a");
  }

  @Test
  void another_than_the_one_that_directed_before_is_refused() {
    directedBefore("a");

    assertThat(choose(Optional.of("b"), to("a", "web-blue"), to("b", "web-green")).findings())
        .singleElement()
        .extracting(Finding::problem)
        .isEqualTo("is not the one that directs the application's traffic: that is a");
  }
}
