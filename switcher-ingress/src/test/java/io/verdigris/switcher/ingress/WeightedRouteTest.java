package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Weighted.operation;
import static io.verdigris.switcher.ingress.Weighted.operations;
import static io.verdigris.switcher.ingress.Weighted.route;
import static io.verdigris.switcher.ingress.Weighted.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.RoutingObject.Note;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightedRouteTest {
  private static final String BLUE = "{name: web-blue, port: 80, weight: 100}";
  private static final String GREEN = "{name: web-green, port: 80, weight: 0}";

  private static String spec(String... rules) {
    return "spec:\n  hostnames: [shop.example, www.shop.example]\n  rules:\n"
        + String.join("", List.of(rules)).indent(2);
  }

  private static String rule(String path, String backends) {
    return """
        - matches: [{path: {type: PathPrefix, value: %s}}]
          timeouts: {request: 5s}
          backendRefs: [%s]
        """
        .formatted(path, backends);
  }

  private static WeightedRoute<HttpRoute> both(int blue, int green) {
    return route(
        spec(
            rule(
                "/",
                "{name: web-blue, weight: %d}, {name: web-green, weight: %d}"
                    .formatted(blue, green))));
  }

  private static Map<String, Object> test(String path, String value) {
    return operation("test", "/spec/rules/" + path, value(value));
  }

  private static Map<String, Object> set(String path, String value) {
    return operation("add", "/spec/rules/" + path, value(value));
  }

  @Test
  void all_rules_of_the_application_change_in_one_patch_and_no_other_field_does() {
    WeightedRoute<HttpRoute> web =
        route(
            spec(
                rule("/", BLUE + ", " + GREEN),
                rule("/cart", "{name: cart, port: 80}"),
                rule("/api", "{name: web-blue, port: 81, filters: [{type: X}]}")));

    assertThat(operations(web, patch -> web.redirect(patch, Colour.GREEN)))
        .containsExactly(
            operation("test", "/metadata/uid", "uid-of-web"),
            operation("test", "/metadata/annotations/verdigris.io~1fence", "3"),
            operation("test", "/metadata/generation", 7L),
            test("0/backendRefs", "[" + BLUE + ", " + GREEN + "]"),
            test("2/backendRefs", "[{name: web-blue, port: 81, filters: [{type: X}]}]"),
            set(
                "0/backendRefs",
                "[{name: web-blue, port: 80, weight: 0}, {name: web-green, port: 80, weight: 100}]"),
            set(
                "2/backendRefs",
                "[{name: web-blue, port: 81, filters: [{type: X}], weight: 0},"
                    + " {name: web-green, port: 81, filters: [{type: X}], weight: 100}]"));
  }

  @Test
  void a_share_is_given_as_weights() {
    WeightedRoute<HttpRoute> web = both(100, 0);

    assertThat(operations(web, patch -> web.share(patch, Colour.GREEN, 10)))
        .contains(
            set("0/backendRefs", "[{name: web-blue, weight: 90}, {name: web-green, weight: 10}]"));
  }

  @Test
  void the_colour_is_the_only_one_with_weight() {
    assertThat(both(100, 0).colour()).contains(Colour.BLUE);
    assertThat(both(0, 1).colour()).contains(Colour.GREEN);
    assertThat(both(99, 1).colour()).isEmpty();
    assertThat(both(1, 99).colour()).isEmpty();
    assertThat(both(0, 0).colour()).isEmpty();
    assertThat(route(spec(rule("/", "{name: web-green}"))).colour()).contains(Colour.GREEN);
  }

  @Test
  void weights_are_told_of_100_where_all_rules_agree() {
    assertThat(both(9, 1).weights()).isEqualTo(Map.of(Colour.BLUE, 90, Colour.GREEN, 10));
    assertThat(both(100, 0).weights()).isEmpty();
    String half = "{name: web-blue, weight: 1}, {name: web-green, weight: 1}";
    WeightedRoute<HttpRoute> mixed =
        route(spec(rule("/", half), rule("/api", BLUE + ", " + GREEN)));
    assertThat(mixed.weights()).isEmpty();
    assertThat(mixed.problems())
        .singleElement()
        .extracting(Finding::problem)
        .asString()
        .contains("both colours");
  }

  @Test
  void what_it_says_changes_with_every_weight() {
    assertThat(both(90, 10).says())
        .isEqualTo("directs shop.example/ and www.shop.example/ to web-blue 90, web-green 10")
        .isNotEqualTo(both(89, 11).says());
    assertThat(both(90, 10).note())
        .isEqualTo(
            new Note(
                "verdigris.io/previous-backends",
                Map.of("shop.example/ and www.shop.example/", "web-blue 90, web-green 10")));
  }

  @Test
  void a_service_of_another_namespace_and_another_kind_of_object_are_not_ours() {
    WeightedRoute<HttpRoute> others =
        route(
            spec(
                rule("/a", "{name: web-blue, namespace: other}"),
                rule("/b", "{name: web-green, group: x.example, kind: Bucket}")));

    assertThat(others.ours()).isEmpty();
    assertThat(others.says())
        .endsWith(
            "/a to other/web-blue 1; shop.example/b and www.shop.example/b to an object that"
                + " is no Service 1");
    assertThat(route(spec(rule("/", "{name: web-blue, namespace: shop}"))).colour())
        .contains(Colour.BLUE);
  }

  @Test
  void a_rule_that_shares_requests_with_another_service_or_names_a_colour_twice_is_refused() {
    assertThat(route(spec(rule("/", "{name: web-blue}, {name: cart}"))).findings())
        .singleElement()
        .extracting(Finding::problem)
        .asString()
        .contains("cart 1");
    assertThat(route(spec(rule("/", "{name: web-blue}, {name: web-blue, port: 81}"))).findings())
        .singleElement()
        .extracting(Finding::problem)
        .isEqualTo("name a colour twice");
    assertThat(route(spec(rule("/", BLUE + ", {name: cart, weight: 0}"))).findings()).isEmpty();
  }

  @Test
  void rules_that_somebody_applies_are_refused() {
    String applied =
        """
          managedFields:
          - {manager: flux, operation: Apply, fieldsV1: {"f:spec": {"f:rules": {}}}}
        """;
    assertThat(route(applied + spec(rule("/", BLUE))).findings())
        .singleElement()
        .extracting(Finding::value, Finding::remedy)
        .containsExactly("field manager flux", "leave spec.rules out of what flux applies");
  }

  @Test
  void the_stable_service_and_neither_colour_are_problems() {
    assertThat(route(spec(rule("/", "{name: web}"))).problems())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains("web-blue", "service-selector");
    assertThat(route("spec: {}").problems())
        .singleElement()
        .extracting(Finding::value)
        .isEqualTo("nothing");
  }

  @Test
  void the_idle_colour_is_made_known_with_weight_0() {
    WeightedRoute<HttpRoute> web = route(spec(rule("/", "{name: web-blue, port: 80}")));

    assertThat(operations(web, web.standby().orElseThrow()))
        .contains(set("0/backendRefs", "[" + BLUE + ", " + GREEN + "]"));
    assertThat(both(100, 0).standby()).isEmpty();
    assertThat(both(50, 50).standby()).isEmpty();
  }
}
