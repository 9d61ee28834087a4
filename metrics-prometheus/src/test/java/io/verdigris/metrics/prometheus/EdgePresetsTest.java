package io.verdigris.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.metrics.prometheus.Layout.Quantity;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Settings;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the presets of the edge select in the pages of proxies. */
class EdgePresetsTest {
  private static final String INGRESS_NGINX =
      """
      # HELP nginx_ingress_controller_requests The total number of client requests
      # TYPE nginx_ingress_controller_requests counter
      nginx_ingress_controller_requests{canary="",controller_class="k8s.io/ingress-nginx",controller_namespace="ingress-nginx",controller_pod="c-7d9f",host="shop.example",ingress="web",method="GET",namespace="shop",path="/",service="web-blue",status="200"} 5000
      nginx_ingress_controller_requests{canary="",controller_class="k8s.io/ingress-nginx",controller_namespace="ingress-nginx",controller_pod="c-7d9f",host="shop.example",ingress="web",method="GET",namespace="shop",path="/",service="web-green",status="200"} 90
      nginx_ingress_controller_requests{canary="",controller_class="k8s.io/ingress-nginx",controller_namespace="ingress-nginx",controller_pod="c-7d9f",host="shop.example",ingress="web",method="POST",namespace="shop",path="/",service="web-green",status="503"} 7
      nginx_ingress_controller_requests{canary="",controller_class="k8s.io/ingress-nginx",controller_namespace="ingress-nginx",controller_pod="c-7d9f",host="shop.example",ingress="web",method="POST",namespace="shop",path="/",service="web-green",status="499"} 3
      nginx_ingress_controller_requests{canary="shop-web-trial-80",controller_class="k8s.io/ingress-nginx",controller_namespace="ingress-nginx",controller_pod="c-7d9f",host="shop.example",ingress="web",method="GET",namespace="shop",path="/",service="web-green",status="500"} 40
      nginx_ingress_controller_requests{canary="",controller_class="k8s.io/ingress-nginx",controller_namespace="ingress-nginx",controller_pod="c-7d9f",host="other.example",ingress="web",method="GET",namespace="other",path="/",service="web-green",status="500"} 60
      # HELP nginx_ingress_controller_request_duration_seconds The request processing time in milliseconds
      # TYPE nginx_ingress_controller_request_duration_seconds histogram
      nginx_ingress_controller_request_duration_seconds_bucket{canary="",host="shop.example",ingress="web",method="GET",namespace="shop",path="/",service="web-green",status="200",le="0.1"} 80
      nginx_ingress_controller_request_duration_seconds_bucket{canary="",host="shop.example",ingress="web",method="GET",namespace="shop",path="/",service="web-green",status="200",le="+Inf"} 100
      nginx_ingress_controller_request_duration_seconds_bucket{canary="",host="shop.example",ingress="web",method="GET",namespace="shop",path="/",service="web-blue",status="200",le="+Inf"} 5000
      """;

  private static final String ENVOY =
      """
      # TYPE envoy_cluster_upstream_rq counter
      envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="shop_web-blue_80"} 5000
      envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="shop_web-green_80"} 90
      envoy_cluster_upstream_rq{envoy_response_code="404",envoy_cluster_name="shop_web-green_80"} 3
      envoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="shop_web-green_80"} 7
      envoy_cluster_upstream_rq{envoy_response_code="500",envoy_cluster_name="old-shop_web-green_80"} 60
      envoy_cluster_upstream_rq{envoy_response_code="500",envoy_cluster_name="shop_web-green-trial_80"} 40
      envoy_cluster_upstream_rq{envoy_response_code="500",envoy_cluster_name="shop_web_80"} 20
      # TYPE envoy_cluster_upstream_rq_total counter
      envoy_cluster_upstream_rq_total{envoy_cluster_name="shop_web-green_80"} 120
      # TYPE envoy_cluster_internal_upstream_rq counter
      envoy_cluster_internal_upstream_rq{envoy_response_code="503",envoy_cluster_name="shop_web-green_80"} 7
      # TYPE envoy_cluster_retry_upstream_rq counter
      envoy_cluster_retry_upstream_rq{envoy_response_code="503",envoy_cluster_name="shop_web-green_80"} 20
      # TYPE envoy_cluster_upstream_rq_time histogram
      envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="shop_web-green_80",le="250"} 80
      envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="shop_web-green_80",le="+Inf"} 100
      """;

  private static final String ENVOY_CLASSES =
      """
      # TYPE envoy_cluster_upstream_rq_xx counter
      envoy_cluster_upstream_rq_xx{envoy_response_code_class="2",envoy_cluster_name="shop_web-green_80"} 93
      envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="shop_web-green_80"} 7
      envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="shop_web-blue_80"} 60
      """;

  @Test
  void ingress_nginx_tells_the_colours_apart_and_leaves_canaries_out() {
    assertThat(green(INGRESS_NGINX, Map.of("preset", "ingress-nginx")))
        .isEqualTo(counters(100, 7, Map.of(0.1, 80L, Double.POSITIVE_INFINITY, 100L)));
  }

  @Test
  void ingress_nginx_is_known_by_the_labels_that_prometheus_makes_of_its_own() {
    String namespaced = INGRESS_NGINX.replace(",namespace=", ",exported_namespace=");
    String both = namespaced.replace(",service=", ",exported_service=");
    Map<Double, Long> buckets = Map.of(0.1, 80L, Double.POSITIVE_INFINITY, 100L);
    assertThat(green(both, Map.of("preset", "ingress-nginx"))).isEqualTo(counters(100, 7, buckets));
    assertThat(green(namespaced, Map.of("preset", "ingress-nginx")))
        .isEqualTo(counters(100, 7, buckets));
  }

  @Test
  void ingress_nginx_may_report_classes_of_statuses() {
    String classes =
        INGRESS_NGINX
            .replace("status=\"200\"", "status=\"2xx\"")
            .replace("status=\"499\"", "status=\"4xx\"")
            .replace("status=\"503\"", "status=\"5xx\"");
    assertThat(green(classes, Map.of("preset", "ingress-nginx")))
        .extracting(Counters::requests, Counters::errors)
        .containsExactly(100L, 7L);
  }

  @Test
  void contour_tells_the_colours_apart_and_counts_no_retry_twice() {
    assertThat(green(ENVOY, Map.of("preset", "contour")))
        .isEqualTo(counters(100, 7, Map.of(0.25, 80L, Double.POSITIVE_INFINITY, 100L)));
  }

  @Test
  void contour_is_known_by_classes_of_codes_where_single_codes_are_not_kept() {
    assertThat(green(ENVOY_CLASSES, Map.of("preset", "contour")))
        .isEqualTo(counters(100, 7, Map.of()));
    assertThat(green(ENVOY + ENVOY_CLASSES, Map.of("preset", "contour")))
        .isEqualTo(green(ENVOY, Map.of("preset", "contour")));
  }

  @Test
  void other_proxies_are_described_by_their_backend() {
    String traefik =
        """
        traefik_service_requests_total{code="200",service="shop-web-green-http@kubernetes"} 8
        traefik_service_requests_total{code="502",service="shop-web-green-http@kubernetes"} 2
        traefik_service_requests_total{code="502",service="shop-web-blue-http@kubernetes"} 9
        """;
    var settings =
        Map.of(
            "requests", "traefik_service_requests_total",
            "errors", "traefik_service_requests_total{code=~\"5..\"}",
            "backend", "service=\"$namespace-$service-http@kubernetes\"");
    assertThat(green(traefik, settings)).isEqualTo(counters(10, 2, Map.of()));
  }

  @Test
  void auto_takes_no_preset_of_the_edge() {
    assertThat(layouts(Map.of())).isNotEmpty().noneMatch(Layout::atEdge);
    assertThat(layouts(Map.of("preset", "contour"))).hasSize(2).allMatch(Layout::atEdge);
  }

  @Test
  void refuses_a_backend_that_cannot_tell_the_colours_apart() {
    for (String backend :
        List.of(
            "namespace=\"$namespace\"", "service=\"web\"", "service!=\"$service\"", "$service")) {
      assertThatThrownBy(() -> layouts(Map.of("preset", "contour", "backend", backend)))
          .hasMessageStartingWith("backend of prometheus must be conditions that hold $service")
          .hasMessageEndingWith("but is \"" + backend + "\"");
    }
    assertThatThrownBy(() -> layouts(Map.of("backend", "service=\"$service\"")))
        .hasMessageStartingWith("backend of prometheus must be set together with requests or");
  }

  private static List<Layout> layouts(Map<String, String> settings) {
    return Layout.parse(new Settings(PrometheusMetrics.ID, settings), Presets.all());
  }

  /** Reads the page of the one proxy as if it were a pod's. */
  private static Counters green(String page, Map<String, String> settings) {
    List<Layout> layouts = layouts(settings).stream().map(EdgePresetsTest::ofGreen).toList();
    var tallies = new Tallies(layouts);
    Exposition.read(page, Layout.names(layouts)).forEach(series -> tallies.add("proxy", series));
    Sample sample =
        tallies.sample(List.of(), Map.of(), "a proxy", i -> Sample.AsOf.at(Instant.EPOCH));
    assertThat(sample).isInstanceOf(Sample.Value.class);
    return Objects.requireNonNull(((Sample.Value) sample).pods().get("proxy"));
  }

  private static Layout ofGreen(Layout layout) {
    var selectors = new EnumMap<Quantity, Selector>(Quantity.class);
    layout
        .selectors()
        .forEach((what, of) -> selectors.put(what, of.and(layout.backend("shop", "web-green"))));
    return new Layout(layout.id(), selectors, layout.boundsPerSecond(), layout.backend());
  }

  private static Counters counters(long requests, long errors, Map<Double, Long> buckets) {
    SortedMap<Double, Long> sorted = new TreeMap<>(buckets);
    return new Counters(requests, errors, sorted, OptionalLong.empty());
  }
}
