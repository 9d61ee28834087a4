package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Canaries.PREFIX;
import static io.verdigris.switcher.ingress.Canaries.WEIGHT;
import static io.verdigris.switcher.ingress.Canaries.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.verdigris.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CanaryChecksTest {
  private static Finding problem(Canaries canaries) {
    List<Finding> problems = canaries.reading().problems();
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  private static Finding finding(Canaries canaries) {
    assertThat(canaries.reading().problems()).isEmpty();
    List<Finding> findings = canaries.reading().findings();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  @Test
  void an_ingress_without_the_annotation_is_no_canary() {
    assertThat(problem(recorded().annotated(a -> a.remove(PREFIX))).field())
        .isEqualTo("annotation " + PREFIX + " of Ingress shop/shop-canary");
  }

  @Test
  void a_weight_that_is_none_is_a_problem() {
    assertThat(problem(recorded().annotated(a -> a.remove(WEIGHT))).problem())
        .isEqualTo("is no whole number from 0 to 100");
    assertThat(problem(recorded().weighing(101)).value()).isEqualTo("101");
    assertThat(problem(recorded().annotated(a -> a.put(PREFIX + "-weight-total", "50"))).remedy())
        .isEqualTo("take it away, or raise it");
  }

  @Test
  void a_canary_of_both_colours_or_of_none_is_a_problem() {
    Canaries none = recorded();
    Canaries.name(none.canary(), "cart");
    assertThat(problem(none).problem()).isEqualTo("name no colour");
    Canaries both = recorded();
    both.canary()
        .getSpec()
        .getRules()
        .get(0)
        .getHttp()
        .getPaths()
        .get(0)
        .getBackend()
        .getService()
        .setName("web-blue");
    assertThat(problem(both).problem()).isEqualTo("name both colours");
  }

  @Test
  void without_a_single_primary_nothing_is_switched() {
    Canaries none = recorded();
    Canaries.name(none.primary(), "cart");
    assertThat(problem(none).problem()).startsWith("no other Ingress names a colour");

    Canaries canaries = recorded();
    Ingress second =
        new IngressBuilder(canaries.primary())
            .editMetadata()
            .withName("again")
            .endMetadata()
            .build();
    CanaryReading two =
        CanaryKind.of(new TreeMap<>(), n -> List.of(canaries.primary(), canaries.canary(), second))
            .read(canaries.canary(), Ingresses.WEB);
    assertThat(two.problems()).singleElement().extracting(Finding::value).isEqualTo("shop, again");
    assertThat(two.colour()).isEmpty();
  }

  @Test
  void hosts_and_paths_that_differ_are_found() {
    Canaries canaries = recorded();
    canaries.canary().getSpec().getRules().get(0).getHttp().getPaths().remove(1);

    assertThat(finding(canaries).value()).isEqualTo("shop.example.com/api");
  }

  @Test
  void a_canary_that_its_controller_would_meet_first_is_found() {
    Canaries older = recorded();
    older.canary().getMetadata().setCreationTimestamp("2026-03-02T09:12:43Z");
    assertThat(finding(older).remedy()).contains("apply it again");

    Canaries together = recorded();
    together.canary().getMetadata().setCreationTimestamp("2026-03-02T09:12:44Z");
    assertThat(finding(together).field()).isEqualTo("creation of Ingress shop/shop-canary");
    together.canary().getMetadata().setName("a-canary");
    assertThat(together.reading().findings()).isEmpty();
  }

  @Test
  void a_weight_that_another_manager_applies_is_found() {
    Canaries canaries = recorded();
    var fields = new FieldsV1();
    fields.setAdditionalProperty(
        "f:metadata", Map.of("f:annotations", Map.of("f:" + WEIGHT, Map.of())));
    canaries
        .canary()
        .setMetadata(
            canaries
                .canary()
                .getMetadata()
                .edit()
                .addNewManagedField()
                .withManager("gitops")
                .withOperation("Apply")
                .withFieldsV1(fields)
                .endManagedField()
                .build());

    assertThat(finding(canaries).value()).isEqualTo("field manager gitops");
  }

  @Test
  void what_directs_requests_past_the_weight_is_found() {
    assertThat(
            finding(recorded().annotated(a -> a.put(PREFIX + "-by-header-pattern", ".*"))).field())
        .startsWith("annotation " + PREFIX + "-by-header-pattern");
  }

  @Test
  void a_cookie_that_keeps_clients_to_a_pod_is_noted() {
    Canaries canaries = recorded();
    assertThat(canaries.reading().notes()).isEmpty();
    canaries
        .primary()
        .getMetadata()
        .getAnnotations()
        .put("nginx.ingress.kubernetes.io/affinity", "cookie");
    assertThat(canaries.reading().notes()).singleElement().asString().contains("shop/shop");
  }

  @Test
  void the_primary_is_no_ingress_that_stays_behind() {
    Canaries canaries = recorded();
    CanaryReading reading = canaries.reading();
    var kind = CanaryKind.of(new TreeMap<>(), n -> List.of());
    Ingress other =
        new IngressBuilder(canaries.primary())
            .editMetadata()
            .withName("other")
            .endMetadata()
            .build();

    assertThat(kind.keepsTraffic(reading, kind.read(canaries.primary(), Ingresses.WEB))).isFalse();
    assertThat(kind.keepsTraffic(reading, kind.read(other, Ingresses.WEB))).isTrue();
  }

  @Test
  void the_canary_is_chosen_beside_its_primary() {
    Canaries canaries = recorded();
    List<Ingress> all = List.of(canaries.primary(), canaries.canary());
    var kind = CanaryKind.of(new TreeMap<>(), n -> all);

    assertThat(choose(kind, all).route().orElseThrow().object()).isSameAs(canaries.canary());
    assertThat(choose(kind, List.of(canaries.primary())).findings())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains(WEIGHT + ": \"0\"");
  }

  private static RouteChoice<Ingress> choose(CanaryKind kind, List<Ingress> all) {
    var source =
        new RouteChoice.Source<Ingress>() {
          @Override
          public Optional<Ingress> get(String name) {
            return Optional.empty();
          }

          @Override
          public List<Ingress> list() {
            return all;
          }
        };
    return RouteChoice.of(
        kind, Ingresses.WEB, Ingresses.service("web", Map.of("app", "web")), source);
  }
}
