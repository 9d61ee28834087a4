package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Weighted.operation;
import static io.verdigris.switcher.ingress.Weighted.operations;
import static io.verdigris.switcher.ingress.Weighted.proxy;
import static io.verdigris.switcher.ingress.Weighted.route;
import static io.verdigris.switcher.ingress.Weighted.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Colour;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PreviewTest {
  private static final HttpRouteBackends TESTERS = HttpRouteBackends.found().header("X-Me", "yes");
  private static final String PLAIN =
      """
      spec:
        rules:
        - name: all
          matches: [{path: {type: PathPrefix, value: /}}]
          filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [a]}}]
          backendRefs: [{name: web-blue, weight: 100}, {name: web-green, weight: 0}]
      """;
  private static final String PREVIEW =
      """
      {matches: [{path: {type: PathPrefix, value: /},
                  headers: [{type: Exact, name: X-Me, value: 'yes'}]}],
       filters: [{type: RequestHeaderModifier,
                  requestHeaderModifier:
                    {remove: [a], set: [{name: Verdigris-Preview, value: green}]}}],
       backendRefs: [{name: web-green, weight: 100}]}
      """;
  private static final String WITH_PREVIEW = PLAIN + "  - " + PREVIEW.indent(4).strip() + "\n";

  private static Map<String, Object> remove(String path) {
    return Map.of("op", "remove", "path", path);
  }

  @Test
  void testers_get_a_rule_of_their_own_which_is_no_traffic() {
    WeightedRoute<HttpRoute> web = route(TESTERS, PLAIN);

    assertThat(operations(web, web.preview(Colour.GREEN).orElseThrow()))
        .last()
        .isEqualTo(operation("add", "/spec/rules/-", value(PREVIEW)));
    WeightedRoute<HttpRoute> previewed = route(TESTERS, WITH_PREVIEW);
    assertThat(previewed.preview(Colour.GREEN)).as("it is there").isEmpty();
    assertThat(previewed.colour()).contains(Colour.BLUE);
    assertThat(previewed.says()).isEqualTo(web.says());
    assertThat(previewed.backends()).isEqualTo(web.backends());
    assertThat(previewed.serves(Colour.GREEN)).isFalse();
  }

  @Test
  void the_rule_goes_with_the_switch_and_without_one_and_stays_while_both_have_traffic() {
    WeightedRoute<HttpRoute> web = route(TESTERS, WITH_PREVIEW);

    assertThat(operations(web, patch -> web.redirect(patch, Colour.GREEN)))
        .last()
        .isEqualTo(remove("/spec/rules/1"));
    assertThat(operations(web, web.withoutPreview().orElseThrow()))
        .last()
        .isEqualTo(remove("/spec/rules/1"));
    assertThat(operations(web, patch -> web.share(patch, Colour.GREEN, 10)))
        .doesNotContain(remove("/spec/rules/1"));
    assertThat(route(PLAIN).withoutPreview()).isEmpty();
  }

  @Test
  void one_that_is_left_of_other_settings_is_taken_away() {
    WeightedRoute<HttpRoute> web = route(WITH_PREVIEW);

    assertThat(operations(web, web.preview(Colour.GREEN).orElseThrow()))
        .last()
        .isEqualTo(remove("/spec/rules/1"));
  }

  @Test
  void copies_of_requests_go_to_the_new_colour_until_it_has_a_share() {
    HttpRouteBackends mirror = HttpRouteBackends.found().mirror();
    String rule =
        "spec: {rules: [{backendRefs: [{name: web-blue, port: 80},"
            + " {name: web-green, port: 80, weight: 0}]%s}]}";
    String filter =
        "{type: RequestMirror, requestMirror: {backendRef: {name: web-green, port: 80}}}";
    WeightedRoute<HttpRoute> web = route(mirror, rule.formatted(""));

    assertThat(operations(web, web.preview(Colour.GREEN).orElseThrow()))
        .contains(operation("add", "/spec/rules/0/filters", value("[" + filter + "]")));
    WeightedRoute<HttpRoute> mirrored =
        route(mirror, rule.formatted(", filters: [" + filter + "]"));
    assertThat(mirrored.preview(Colour.GREEN)).isEmpty();
    assertThat(mirrored.colour()).contains(Colour.BLUE);
    assertThat(operations(mirrored, patch -> mirrored.share(patch, Colour.GREEN, 1)))
        .contains(remove("/spec/rules/0/filters"));
    assertThat(operations(mirrored, mirrored.withoutPreview().orElseThrow()))
        .contains(remove("/spec/rules/0/filters"));
  }

  @Test
  void copies_to_others_are_left() {
    String others =
        "spec: {rules: [{backendRefs: [{name: web-blue}], filters: [{type: RequestMirror,"
            + " requestMirror: {backendRef: {name: audit}}}]}]}";

    assertThat(route(others).withoutPreview()).isEmpty();
  }

  @Test
  void a_proxy_has_testers_by_header_or_cookie_and_a_mirror_among_its_services() {
    String plain =
        "spec: {routes: [{services: [{name: web-blue, port: 80, weight: 100},"
            + " {name: web-green, port: 80, weight: 0}]}]}";
    WeightedRoute<HttpProxy> web =
        proxy(HttpProxyServices.found().cookie("preview", "1").mirror(), plain);

    assertThat(operations(web, web.preview(Colour.GREEN).orElseThrow()))
        .endsWith(
            operation(
                "add",
                "/spec/routes/0/services",
                value(
                    "[{name: web-blue, port: 80, weight: 100}, {name: web-green, port: 80, weight:"
                        + " 0}, {name: web-green, port: 80, mirror: true}]")),
            operation(
                "add",
                "/spec/routes/-",
                value(
                    "{conditions: [{header: {name: Cookie, contains: preview=1}}],"
                        + " requestHeadersPolicy: {set: [{name: Verdigris-Preview, value: green}]},"
                        + " services: [{name: web-green, port: 80, weight: 100}]}")));
  }

  @Test
  void nothing_is_put_up_for_a_colour_that_has_traffic() {
    assertThat(route(TESTERS, PLAIN).preview(Colour.BLUE)).isEmpty();
  }

  @Test
  void settings_are_built_and_those_that_cannot_be_are_refused() {
    assertThat(HttpRouteBackends.named("web").header("X-Me", "yes").mirror().extension().settings())
        .isEqualTo(Map.of("route", "web", "header", "X-Me:yes", "mirror", "true"));
    assertThat(HttpProxyServices.named("web").cookie("a", "b").extension().settings())
        .isEqualTo(Map.of("proxy", "web", "cookie", "a=b"));
    refused(Map.of("route", "Web!"), "\"Web!\"", "HTTPRoute");
    refused(Map.of("header", "X-Me:"), "\"X-Me:\"", "NAME:VALUE");
    refused(Map.of("header", "X Me:yes"), "X Me:yes", "NAME:VALUE");
    refused(Map.of("mirror", "yes"), "\"yes\"", "true");
    refused(Map.of("cookie", "a=b"), "cookie", "gateway-httproute");
    assertThatThrownBy(() -> HttpProxyServices.found().cookie("a;b", "c").extension())
        .hasMessageContainingAll("a;b=c", "NAME=VALUE");
    assertThatThrownBy(
            () -> HttpProxyServices.found().cookie("a", "b").header("c", "d").extension())
        .hasMessageContainingAll("cookie", "header");
  }

  @Test
  void a_name_alone_means_the_value_always() {
    assertThat(HttpRouteBackends.kind(new TreeMap<>(Map.of("header", "X-Me"))).preview().match())
        .contains(new Preview.Match("X-Me", "always", false));
    assertThat(HttpProxyServices.kind(new TreeMap<>(Map.of("cookie", "me"))).preview().match())
        .contains(new Preview.Match("Cookie", "me=always", true));
  }

  private static void refused(Map<String, String> settings, String... told) {
    assertThatThrownBy(() -> HttpRouteBackends.kind(new TreeMap<>(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(told);
  }
}
