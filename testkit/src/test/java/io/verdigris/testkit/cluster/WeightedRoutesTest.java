package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.IngressRoute.Backend;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class WeightedRoutesTest {
  private static final String ROUTE =
      """
      metadata: {namespace: shop}
      spec:
        hostnames: [shop.test, www.shop.test]
        rules:
        - matches: [{path: {type: PathPrefix, value: /}}]
          filters: [{type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 80}}}]
          backendRefs: [{name: blue, port: 80, weight: 9}, {name: green, port: 80}]
        - matches: [{path: {value: /}, headers: [{name: X-Me, value: 'yes'}]}]
          backendRefs: [{name: green, port: 80}]
      """;
  private static final String PROXY =
      """
      metadata: {namespace: shop}
      spec:
        virtualhost: {fqdn: shop.test}
        routes:
        - services: [{name: blue}, {name: green}, {name: audit, mirror: true}]
        - conditions: [{prefix: /api}, {header: {name: Cookie, contains: a=b}}]
          services: [{name: blue, weight: 1}, {name: green}]
      """;

  private static List<IngressRoute> route() {
    return WeightedRoutes.ofRoute((ObjectNode) Json.readYaml(ROUTE));
  }

  private static List<IngressRoute> proxy() {
    return WeightedRoutes.ofProxy((ObjectNode) Json.readYaml(PROXY));
  }

  private static IngressRoute find(List<IngressRoute> routes, HttpMessage request) {
    return IngressRoute.find(List.of(routes), request).orElseThrow();
  }

  private static List<String> services(IngressRoute route) {
    return route.backends().stream().map(b -> b.service() + " " + b.weight()).toList();
  }

  @Test
  void a_rule_answers_for_each_of_its_hosts_with_its_weights() {
    HttpMessage request = HttpMessage.get("/cart", "www.shop.test");

    assertThat(services(find(route(), request))).containsExactly("blue 9", "green 1");
    assertThat(find(route(), request).mirrors())
        .extracting(Backend::service)
        .containsExactly("audit");
    assertThat(IngressRoute.find(List.of(route()), HttpMessage.get("/", "else.test"))).isEmpty();
  }

  @Test
  void what_asks_for_more_of_the_header_goes_first() {
    HttpMessage request = HttpMessage.get("/", "shop.test");

    assertThat(services(find(route(), request.with("X-Me", "yes")))).containsExactly("green 1");
    assertThat(services(find(route(), request.with("X-Me", "no")))).hasSize(2);
    HttpMessage api = HttpMessage.get("/api", "shop.test");
    assertThat(services(find(proxy(), api))).containsExactly("blue 1", "green 1");
    assertThat(services(find(proxy(), api.with("Cookie", "x=y; a=b"))))
        .as("where one has a weight, others have none")
        .containsExactly("blue 1", "green 0");
  }

  @Test
  void a_backend_gets_its_part_of_what_is_spread_evenly() {
    IngressRoute rule = find(route(), HttpMessage.get("/", "shop.test"));

    assertThat(rule.backend(0)).map(Backend::service).contains("blue");
    assertThat(rule.backend(0.89)).map(Backend::service).contains("blue");
    assertThat(rule.backend(0.91)).map(Backend::service).contains("green");
  }
}
