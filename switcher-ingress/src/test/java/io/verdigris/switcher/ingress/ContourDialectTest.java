package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Weighted.operation;
import static io.verdigris.switcher.ingress.Weighted.operations;
import static io.verdigris.switcher.ingress.Weighted.proxy;
import static io.verdigris.switcher.ingress.Weighted.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.spi.Progress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContourDialectTest {
  private static String services(String services) {
    return """
        spec:
          virtualhost: {fqdn: shop.example}
          routes:
          - conditions: [{header: {name: a, present: true}}, {prefix: /shop}]
            services: [%s]
        """
        .formatted(services);
  }

  @Test
  void services_without_weights_share_evenly() {
    assertThat(proxy(services("{name: web-blue}")).colour()).contains(Colour.BLUE);
    assertThat(proxy(services("{name: web-blue}, {name: web-green}")).weights())
        .isEqualTo(Map.of(Colour.BLUE, 50, Colour.GREEN, 50));
    assertThat(proxy(services("{name: web-blue, weight: 1}, {name: web-green}")).colour())
        .contains(Colour.BLUE);
  }

  @Test
  void a_mirror_gets_no_traffic_and_a_foreign_one_is_left() {
    String mirrored = "{name: web-blue, port: 80}, {name: audit, port: 80, mirror: true}";
    WeightedRoute<HttpProxy> web = proxy(services(mirrored));

    assertThat(web.colour()).contains(Colour.BLUE);
    assertThat(web.findings()).isEmpty();
    assertThat(operations(web, patch -> web.redirect(patch, Colour.GREEN)))
        .endsWith(
            operation("test", "/spec/routes/0/services", value("[" + mirrored + "]")),
            operation(
                "add",
                "/spec/routes/0/services",
                value(
                    "[{name: web-blue, port: 80, weight: 0}, {name: audit, port: 80, mirror: true},"
                        + " {name: web-green, port: 80, weight: 100}]")));
    assertThat(proxy(HttpProxyServices.found().mirror(), services(mirrored)).findings())
        .singleElement()
        .extracting(Finding::problem)
        .asString()
        .contains("audit", "one only");
  }

  @Test
  void hosts_and_paths_are_told() {
    assertThat(proxy(services("{name: web-blue}")).says())
        .isEqualTo("directs shop.example/shop to web-blue 1");
    WeightedRoute<HttpProxy> included = proxy("spec: {routes: [{services: [{name: web-blue}]}]}");
    assertThat(included.says()).isEqualTo("directs */ to web-blue 1");
    assertThat(included.problems()).isEmpty();
    assertThat(included.findings()).isEmpty();
  }

  @Test
  void what_passes_the_routes_is_refused() {
    assertThat(proxy("spec: {tcpproxy: {services: [{name: web-blue, port: 80}]}}").problems())
        .singleElement()
        .extracting(Finding::problem)
        .asString()
        .contains("none of them names web-blue");
    assertThat(
            proxy(services("{name: web-blue}") + "  tcpproxy: {services: [{name: web-blue}]}\n")
                .findings())
        .singleElement()
        .extracting(Finding::value, Finding::problem)
        .containsExactly("web-blue", "get traffic past the routes, which is not switched");
  }

  @Test
  void it_is_accepted_once_contour_says_valid_of_this_generation() {
    assertThat(accepted("{conditions: [{type: Valid, status: 'True', observedGeneration: 7}]}"))
        .isInstanceOf(Progress.Done.class);
    assertThat(accepted("{conditions: [{type: Valid, status: 'False', observedGeneration: 6}]}"))
        .isInstanceOf(Progress.Waiting.class)
        .asString()
        .contains("generation 6 instead of 7");
    assertThat(
            accepted(
                "{conditions: [{type: Valid, status: 'False', observedGeneration: 7, reason: E,"
                    + " message: m, errors: [{reason: R, message: no service}]}]}"))
        .isInstanceOf(Progress.Failed.class)
        .asString()
        .contains("E: m; R: no service");
    assertThat(accepted("{}")).isInstanceOf(Progress.Waiting.class).asString().contains("look");
  }

  private static Progress<String> accepted(String status) {
    return proxy(services("{name: web-blue}") + "status: " + status + "\n").accepted();
  }
}
