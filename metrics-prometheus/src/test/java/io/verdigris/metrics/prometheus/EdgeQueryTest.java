package io.verdigris.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.spi.Counters;
import io.verdigris.spi.Sample;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is asked of Prometheus about proxies, and what its answer makes. */
class EdgeQueryTest {
  private static final String TIMES =
      sum("0/OLDEST", "", "1700000000") + "," + sum("0/NEWEST", "", "1700000090");

  @Test
  void asks_for_what_each_proxy_counts_for_the_colours_own_service() {
    String backend = "envoy_cluster_name=~\"shop_web-green_[0-9]+\"}";
    String all = "envoy_cluster_upstream_rq{envoy_response_code=~\".+\"," + backend;
    String failed = "envoy_cluster_upstream_rq{envoy_response_code=~\"5..\"," + backend;
    String slow = "envoy_cluster_upstream_rq_time_bucket{" + backend;
    assertThat(query(edge()).text())
        .startsWith(
            "label_replace(sum by (instance) ("
                + latest(all, all)
                + "), \"verdigris\", \"0/REQUESTS\", \"\", \"\")"
                + " or label_replace(sum by (instance) ("
                + latest(failed, all)
                + "), \"verdigris\", \"0/ERRORS\", \"\", \"\")"
                + " or label_replace(sum by (instance,le) ("
                + latest(slow, all)
                + "), \"verdigris\", \"0/LATENCY\", \"\", \"\")"
                + " or label_replace(vector(time() - 90), \"verdigris\", \"0/OLDEST\", \"\", \"\")"
                + " or label_replace(vector(time()), \"verdigris\", \"0/NEWEST\", \"\", \"\")"
                + " or label_replace(sum by (instance) (envoy_cluster_upstream_rq_xx{");
  }

  /** A failed scrape is bridged by what the proxy counted last, but never series by series. */
  private static String latest(String selector, String requests) {
    return selector
        + " and timestamp("
        + selector
        + ") > time() - 90 or (last_over_time("
        + selector
        + "[90s]) unless on (instance) "
        + requests
        + ")";
  }

  @Test
  void keeps_proxies_apart_so_that_none_that_goes_looks_like_a_restart() {
    assertThat(
            sample(
                sum("0/REQUESTS", "10.0.0.1:8002", "100"),
                sum("0/ERRORS", "10.0.0.1:8002", "7"),
                sum("0/REQUESTS", "10.0.0.2:8002", "50"),
                TIMES))
        .isEqualTo(
            new Sample.Value(
                Map.of("10.0.0.1:8002", counters(100, 7), "10.0.0.2:8002", counters(50, 0)),
                new Sample.AsOf(
                    Instant.ofEpochSecond(1_700_000_000), Instant.ofEpochSecond(1_700_000_090))));
  }

  @Test
  void zero_at_the_edge_is_no_proof_that_the_pods_serve_nothing() {
    assertThat(sample(sum("0/REQUESTS", "10.0.0.1:8002", "0"), TIMES))
        .isInstanceOf(Sample.Value.class);
  }

  @Test
  void says_which_backend_it_misses_and_that_the_stable_service_is_none() {
    assertThat(sample(TIMES))
        .isEqualTo(
            new Sample.Missing(
                "no series of requests as in contour for the backend shop/web-green; series of the"
                    + " Service web tell no colour"));
  }

  @Test
  void fails_when_proxies_cannot_be_kept_apart() {
    assertThatThrownBy(() -> sample(sum("0/REQUESTS", "", "9"), TIMES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("counters without the label \"instance\"");
  }

  @Test
  void keeps_proxies_apart_by_another_label_when_told_to() {
    assertThat(query(edge().podLabel("controller_pod")).text())
        .contains("sum by (controller_pod) (", "unless on (controller_pod) ")
        .doesNotContain("instance");
  }

  @Test
  void refuses_a_label_for_the_namespace_which_the_backend_holds() {
    assertThatThrownBy(() -> edge().namespaceLabel("ns").extension())
        .hasMessage(
            "namespace-label of prometheus must not be set for the edge; set backend, but is"
                + " \"ns\"");
  }

  private static PrometheusMetrics edge() {
    return PrometheusMetrics.at(URI.create("http://prometheus:9090")).preset("contour");
  }

  private static PrometheusQuery query(PrometheusMetrics metrics) {
    Map<String, String> settings = metrics.extension().settings();
    return new PrometheusQuery(
        PrometheusPlan.parse(settings), Requests.request(settings, "web-green-1", "web-green-2"));
  }

  private static Sample sample(String... sums) {
    return query(edge()).sample(new JsonMapper().readTree("[" + String.join(",", sums) + "]"));
  }

  private static String sum(String what, String instance, String value) {
    return """
        {"metric":{"verdigris":"%s","instance":"%s"},"value":[1700000090,"%s"]}"""
        .formatted(what, instance, value);
  }

  private static Counters counters(long requests, long errors) {
    return new Counters(requests, errors, new TreeMap<>(), OptionalLong.empty());
  }
}
