package io.verdigris.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.http.Via;
import io.verdigris.spi.Counters;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PodMetricSourceTest {
  private static final String GO =
      """
      # TYPE http_requests_total counter
      http_requests_total{code="200"} 90
      http_requests_total{code="500"} 8
      http_requests_total{code="503"} 2
      # TYPE http_request_duration_seconds histogram
      http_request_duration_seconds_bucket{le="0.1"} 95
      http_request_duration_seconds_bucket{le="+Inf"} 100
      http_request_duration_seconds_count 100
      # TYPE http_open_connections gauge
      http_open_connections 7
      """;

  /** What the test's workload shows before its first request. */
  private static final String GO_IDLE =
      """
      http_request_duration_seconds_bucket{le="0.1"} 0
      http_request_duration_seconds_bucket{le="+Inf"} 0
      http_open_connections 1
      """;

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Sample.AsOf AS_OF = Sample.AsOf.at(NOW);

  /** Page by pod; a pod without one does not answer. */
  private final Map<String, PodProxy.Answer> pages = new HashMap<>();

  private final PodMetricSource source =
      new PodMetricSource(
          () ->
              (application, method, pod, port, path, headers, timeout) -> {
                if (!pages.containsKey(pod)) {
                  throw new IOException("no answer from " + pod);
                }
                return pages.get(pod);
              },
          () -> NOW);

  private static final String NOT_THERE =
      "gone:9000/metrics through the pod proxy: no answer from gone";

  @Test
  void reads_requests_errors_latency_and_connections_of_each_pod() {
    page("a", GO);
    page("b", GO);
    var counters = new Counters(100, 10, buckets(0.1, 95, 100), OptionalLong.of(7));
    assertThat(read(metrics(), "a", "b"))
        .isEqualTo(new Sample.Value(Map.of("a", counters, "b", counters), AS_OF));
  }

  @Test
  void knows_statuses_in_another_label() {
    page("a", "http_requests_total{status=\"200\"} 9\nhttp_requests_total{status=\"502\"} 1\n");
    assertThat(read(metrics(), "a")).isEqualTo(only("a", 10, 1));
  }

  @Test
  void knows_micrometer() {
    page(
        "a",
        """
        http_server_requests_seconds_count{outcome="SUCCESS",status="200",uri="/"} 9
        http_server_requests_seconds_count{outcome="SERVER_ERROR",status="500",uri="/"} 3
        http_server_requests_seconds_bucket{status="200",uri="/",le="0.1"} 8
        http_server_requests_seconds_bucket{status="500",uri="/",le="0.1"} 2
        http_server_requests_seconds_bucket{status="200",uri="/",le="+Inf"} 9
        http_server_requests_seconds_bucket{status="500",uri="/",le="+Inf"} 3
        """);
    assertThat(read(metrics(), "a"))
        .isEqualTo(
            new Sample.Value(
                Map.of("a", new Counters(12, 3, buckets(0.1, 10, 12), OptionalLong.empty())),
                AS_OF));
  }

  @Test
  void requests_for_the_metrics_page_are_no_traffic() {
    String actuator =
        """
        http_server_requests_seconds_count{status="200",uri="/actuator/prometheus"} 90
        http_server_requests_seconds_count{status="503",uri="/base/actuator/health"} 9
        http_server_requests_seconds_bucket{status="200",uri="/actuator/prometheus",le="+Inf"} 90
        """;
    page("a", actuator);
    page("b", actuator + "http_server_requests_seconds_count{status=\"200\",uri=\"/\"} 3\n");
    page("c", "http_requests_total{code=\"200\",handler=\"/metrics\"} 5\n");

    assertThat(read(metrics(), "a")).isEqualTo(new Sample.NoTraffic(AS_OF));
    assertThat(read(metrics(), "b")).isEqualTo(only("b", 3, 0));
    assertThat(read(metrics(), "c")).isEqualTo(new Sample.NoTraffic(AS_OF));
  }

  @Test
  void knows_istio_and_counts_what_the_pod_itself_served() {
    page(
        "a",
        """
        istio_requests_total{reporter="destination",response_code="200"} 9
        istio_requests_total{reporter="destination",response_code="503"} 1
        istio_requests_total{reporter="source",response_code="503"} 50
        istio_request_duration_milliseconds_bucket{reporter="destination",le="25"} 8
        istio_request_duration_milliseconds_bucket{reporter="destination",le="+Inf"} 10
        """);
    assertThat(read(metrics(), "a"))
        .isEqualTo(
            new Sample.Value(
                Map.of("a", new Counters(10, 1, buckets(0.025, 8, 10), OptionalLong.empty())),
                AS_OF));
  }

  @Test
  void knows_opentelemetry_and_counts_what_ended_without_an_answer_as_failed() {
    page(
        "a",
        """
        # HELP http_server_request_duration_seconds Duration of HTTP server requests.
        # TYPE http_server_request_duration_seconds histogram
        http_server_request_duration_seconds_bucket{http_request_method="GET",http_response_status_code="200",http_route="/cart/{id}",network_protocol_version="1.1",otel_scope_name="io.opentelemetry.tomcat-10.0",url_scheme="http",le="0.25"} 8
        http_server_request_duration_seconds_bucket{http_request_method="GET",http_response_status_code="200",http_route="/cart/{id}",network_protocol_version="1.1",otel_scope_name="io.opentelemetry.tomcat-10.0",url_scheme="http",le="+Inf"} 9
        http_server_request_duration_seconds_sum{http_request_method="GET",http_response_status_code="200",http_route="/cart/{id}",network_protocol_version="1.1",otel_scope_name="io.opentelemetry.tomcat-10.0",url_scheme="http"} 1.9
        http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="200",http_route="/cart/{id}",network_protocol_version="1.1",otel_scope_name="io.opentelemetry.tomcat-10.0",url_scheme="http"} 9
        http_server_request_duration_seconds_bucket{error_type="500",http_request_method="GET",http_response_status_code="500",url_scheme="http",le="0.25"} 2
        http_server_request_duration_seconds_bucket{error_type="500",http_request_method="GET",http_response_status_code="500",url_scheme="http",le="+Inf"} 2
        http_server_request_duration_seconds_count{error_type="500",http_request_method="GET",http_response_status_code="500",url_scheme="http"} 2
        http_server_request_duration_seconds_bucket{error_type="java.io.IOException",http_request_method="GET",url_scheme="http",le="0.25"} 0
        http_server_request_duration_seconds_bucket{error_type="java.io.IOException",http_request_method="GET",url_scheme="http",le="+Inf"} 1
        http_server_request_duration_seconds_count{error_type="java.io.IOException",http_request_method="GET",url_scheme="http"} 1
        http_server_request_duration_seconds_bucket{http_request_method="GET",http_response_status_code="200",http_route="/metrics",url_scheme="http",le="+Inf"} 70
        http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="200",http_route="/metrics",url_scheme="http"} 70
        # TYPE target_info gauge
        target_info{service_name="shop",telemetry_sdk_language="java"} 1
        """);
    assertThat(read(metrics(), "a"))
        .isEqualTo(
            new Sample.Value(
                Map.of("a", new Counters(12, 3, buckets(0.25, 10, 12), OptionalLong.empty())),
                AS_OF));
  }

  @Test
  void opentelemetry_without_an_answer_is_traffic_and_its_metrics_page_is_none() {
    String requests = "http_server_request_duration_seconds_count";
    page("a", requests + "{error_type=\"timeout\",http_request_method=\"GET\"} 4\n");
    page("b", requests + "{http_response_status_code=\"200\",http_route=\"/metrics\"} 70\n");
    page("c", requests + "{http_request_method=\"GET\"} 70\n");

    assertThat(read(metrics(), "a")).isEqualTo(only("a", 4, 4));
    assertThat(read(metrics(), "b")).isEqualTo(new Sample.NoTraffic(AS_OF));
    assertThat(read(metrics(), "c")).isInstanceOf(Sample.Missing.class);
  }

  @Test
  void a_malformed_line_of_opentelemetry_is_told_by_its_number() {
    page("a", "# HELP x\nhttp_server_request_duration_seconds_count{http_route=\"/} 1\n");
    assertThat(unreadable(metrics().preset("opentelemetry"), "a"))
        .endsWith("a:9000/metrics line 2 of the metrics is malformed");
  }

  @Test
  void takes_selectors_instead_of_a_preset() {
    page("a", "served{ok=\"yes\"} 9\nserved{ok=\"no\"} 1\nslow_bucket{le=\"100\"} 4\n");
    var settings =
        new HashMap<>(metrics().requests("served", "served{ok=\"no\"}").extension().settings());
    settings.putAll(Map.of("latency", "slow_bucket", "latency-unit", "ms"));
    assertThat(source.read(Requests.request(settings, "a")))
        .isEqualTo(
            new Sample.Value(
                Map.of(
                    "a", new Counters(10, 1, new TreeMap<>(Map.of(0.1, 4L)), OptionalLong.empty())),
                AS_OF));
  }

  @Test
  void answers_no_traffic_when_no_pod_has_served_a_request() {
    page("a", GO_IDLE);
    page("b", "http_requests_total{code=\"200\"} 0");
    assertThat(read(metrics(), "a")).isEqualTo(new Sample.NoTraffic(AS_OF));
    assertThat(read(metrics(), "b")).isEqualTo(new Sample.NoTraffic(AS_OF));
    assertThat(read(metrics(), "a", "b")).isEqualTo(new Sample.NoTraffic(AS_OF));
  }

  @Test
  void does_not_claim_no_traffic_while_a_pod_is_silent() {
    page("a", GO_IDLE);
    assertThat(read(metrics(), "a", "gone"))
        .isEqualTo(
            new Sample.Value(
                Map.of("a", new Counters(0, 0, buckets(0.1, 0, 0), OptionalLong.of(1))),
                AS_OF,
                Map.of("gone", NOT_THERE)));
  }

  @Test
  void is_not_blind_to_errors_by_taking_the_histogram_for_the_counter() {
    page(
        "a",
        """
        http_requests_total{result="bad"} 100
        http_request_duration_seconds_bucket{le="+Inf"} 100
        """);
    assertThat(read(metrics(), "a")).isInstanceOf(Sample.Missing.class);
  }

  @Test
  void leaves_out_pods_that_do_not_answer_and_tells_why() {
    page("a", GO);
    pages.put("b", new PodProxy.Answer(503, ""));
    page("quiet", "# no request yet");
    var value = (Sample.Value) read(metrics(), "a", "b", "gone", "quiet");

    assertThat(value.pods()).containsOnlyKeys("a");
    assertThat(value.unreadable())
        .isEqualTo(Map.of("b", "b:9000/metrics answered 503", "gone", NOT_THERE));
  }

  @Test
  void tells_that_no_pod_can_be_read_when_none_answers_sensibly() {
    assertThat(read(metrics(), "gone"))
        .isEqualTo(new Sample.Unreadable("none of 1 pods answers, " + NOT_THERE));
    pages.put("a", new PodProxy.Answer(404, GO));
    assertThat(unreadable(metrics(), "a", "gone"))
        .isEqualTo("none of 2 pods answers, a:9000/metrics answered 404");
    page("a", "http_requests_total{code=\"200\" 9");
    assertThat(unreadable(metrics(), "a"))
        .endsWith("a:9000/metrics line 1 of the metrics is malformed");
    page("a", GO + "#" + " ".repeat(4 * 1024 * 1024));
    assertThat(unreadable(metrics(), "a")).contains("more than 4194304 bytes");
  }

  @Test
  void answers_missing_when_the_pods_have_no_such_series() {
    page("a", "go_goroutines 12\n");
    assertThat(((Sample.Missing) read(metrics(), "a")).reason())
        .isEqualTo(
            "no series of requests as in prometheus, prometheus-status, micrometer, istio,"
                + " opentelemetry for 1 pods");
    page("a", "http_requests_total{code=\"200\"} NaN");
    assertThat(read(metrics(), "a")).isInstanceOf(Sample.Missing.class);
    assertThat(read(metrics())).isInstanceOf(Sample.Missing.class);
  }

  @Test
  void reads_straight_and_goes_through_the_proxy_when_it_cannot_connect() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = GO.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      var straight = PodMetrics.on(server.getAddress().getPort(), "/metrics");
      assertThat(read(straight, "a")).isInstanceOf(Sample.Value.class);
    } finally {
      server.stop(0);
    }
    page("a", GO);
    assertThat(read(PodMetrics.on(closedPort(), "/metrics"), "a")).isInstanceOf(Sample.Value.class);
  }

  @Test
  void refuses_wrong_settings_for_good_naming_setting_rule_and_value() {
    refused(Map.of("path", "metrics"), "path of pods must be", "\"metrics\"");
    refused(Map.of("path", "/", "port", "x"), "port of pods must be", "\"x\"");
    refused(Map.of("path", "/", "timeout", "PT4S"), "timeout of pods must be", "\"PT4S\"");
    refused(Map.of("path", "/", "preset", "jetty"), "preset of pods must be one of auto, prom");
    refused(Map.of("path", "/", "preset", "contour"), "micrometer, istio, opentelemetry, but is");
    refused(Map.of("path", "/", "backend", "a=\"$service\""), "\"backend\" is no setting of pods");
    refused(Map.of("path", "/", "requests", "a"), "errors of pods must select");
    refused(
        Map.of("path", "/", "requests", "a", "errors", "b", "preset", "istio"),
        "preset of pods must not be set together with requests");
    refused(Map.of("path", "/", "open", "rate(a)"), "open of pods must be a selector", "rate(a)");
    refused(Map.of("path", "/", "ports", "1"), "\"ports\" is no setting of pods");
  }

  @Test
  void says_before_the_rollout_what_it_will_read_and_refuses_settings_that_cannot_be() {
    var spec = RolloutSpec.builder("shop", "web").image("app", "web:2").build();

    assertThat(source.admit(spec, metrics().extension().settings()).calls())
        .extracting(PlannedCall::object)
        .containsExactly("Pod shop/*");
    assertThatThrownBy(() -> source.admit(spec, Map.of("path", "/", "preset", "jetty")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("preset of pods must be one of");
  }

  private void refused(Map<String, String> settings, String... parts) {
    assertThatThrownBy(() -> source.read(Requests.request(settings, "a")))
        .isInstanceOf(PermanentFailureException.class)
        .message()
        .contains(parts);
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String unreadable(PodMetrics metrics, String... pods) {
    return ((Sample.Unreadable) read(metrics, pods)).reason();
  }

  private void page(String pod, String text) {
    pages.put(pod, new PodProxy.Answer(200, text));
  }

  private static PodMetrics metrics() {
    return PodMetrics.on(9000, "/metrics").via(Via.PROXY);
  }

  private Sample read(PodMetrics metrics, String... pods) {
    return source.read(Requests.request(metrics.extension().settings(), pods));
  }

  private static Sample only(String pod, long requests, long errors) {
    return new Sample.Value(
        Map.of(pod, new Counters(requests, errors, new TreeMap<>(), OptionalLong.empty())), AS_OF);
  }

  private static SortedMap<Double, Long> buckets(double bound, long within, long all) {
    return new TreeMap<>(Map.of(bound, within, Double.POSITIVE_INFINITY, all));
  }
}
