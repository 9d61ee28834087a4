package io.verdigris.metrics.prometheus;

import io.verdigris.metrics.prometheus.Layout.Quantity;
import io.verdigris.metrics.prometheus.Selector.Condition;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The layouts that have a name; {@link PodMetrics} and {@link PrometheusMetrics} list them. */
final class Presets {
  private static final String OPEN = "http_open_connections";

  /** Requests without the label that tells failures do not match: that would hide failures. */
  static final List<Layout> PODS =
      List.of(
          prometheus("prometheus", "code"),
          prometheus("prometheus-status", "status"),
          preset(
              "micrometer",
              "http_server_requests_seconds_count",
              "status",
              "http_server_requests_seconds_bucket",
              "uri!~\".*/actuator(/.*)?\""),
          istio(),
          opentelemetry());

  /**
   * Those of proxies. Several with one id differ in labels of which a series has but one kind:
   * Prometheus renames a metric's own label where the target has one of that name.
   */
  static final List<Layout> EDGE =
      List.of(
          ingressNginx("namespace", "service"),
          ingressNginx("exported_namespace", "exported_service"),
          ingressNginx("exported_namespace", "service"),
          contour("envoy_cluster_upstream_rq", "envoy_response_code", "5.."),
          contour("envoy_cluster_upstream_rq_xx", "envoy_response_code_class", "5"));

  private Presets() {}

  /** Returns all of them. */
  static List<Layout> all() {
    return Stream.of(PODS, EDGE).flatMap(List::stream).toList();
  }

  private static Layout prometheus(String id, String status) {
    return preset(
        id,
        "http_requests_total",
        status,
        "http_request_duration_seconds_bucket",
        "handler!=\"/metrics\",path!=\"/metrics\"");
  }

  /** Leaves out requests for the metrics page, which are no traffic. */
  private static Layout preset(
      String id, String requests, String status, String latency, String own) {
    return pods(
        id,
        1,
        Map.of(
            Quantity.REQUESTS, requests + "{" + status + "=~\".+\"," + own + "}",
            Quantity.ERRORS, requests + "{" + status + "=~\"5..\"," + own + "}",
            Quantity.LATENCY, latency + "{" + own + "}",
            Quantity.ANY, requests + "{" + status + "=~\".+\"}"));
  }

  private static Layout istio() {
    String destination = "{reporter=\"destination\",response_code=~";
    return pods(
        "istio",
        1000,
        Map.of(
            Quantity.REQUESTS, "istio_requests_total" + destination + "\".+\"}",
            Quantity.ERRORS, "istio_requests_total" + destination + "\"5..\"}",
            Quantity.LATENCY,
                "istio_request_duration_milliseconds_bucket{reporter=\"destination\"}"));
  }

  /** By the convention a request that ended without an answer has an error, but no status. */
  private static Layout opentelemetry() {
    String requests = "http_server_request_duration_seconds_count";
    String own = "http_route!~\"/metrics|.*/actuator(/.*)?\"";
    Layout answered =
        preset(
            "opentelemetry",
            requests,
            "http_response_status_code",
            "http_server_request_duration_seconds_bucket",
            own);
    return answered.and(
        Quantity.UNANSWERED,
        Selector.parse(
            requests + "{http_response_status_code=\"\",error_type=~\".+\"," + own + "}"));
  }

  /** Leaves out what a canary Ingress sent elsewhere: it is counted for the main backend. */
  private static Layout ingressNginx(String namespace, String service) {
    String requests = "nginx_ingress_controller_requests{canary=~\"-?\",status=~";
    return layout(
        "ingress-nginx",
        1,
        Map.of(
            Quantity.REQUESTS, requests + "\".+\"}",
            Quantity.ERRORS, requests + "\"5..\"}",
            Quantity.LATENCY,
                "nginx_ingress_controller_request_duration_seconds_bucket{canary=~\"-?\"}"),
        List.of(
            new Condition(namespace, "=", "$namespace"), new Condition(service, "=", "$service")));
  }

  /** Envoy's histograms come a flush later than its counters; what it answers is in none. */
  private static Layout contour(String requests, String status, String failed) {
    return layout(
        "contour",
        1000,
        Map.of(
            Quantity.REQUESTS, requests + "{" + status + "=~\".+\"}",
            Quantity.ERRORS, requests + "{" + status + "=~\"" + failed + "\"}",
            Quantity.LATENCY, "envoy_cluster_upstream_rq_time_bucket"),
        List.of(new Condition("envoy_cluster_name", "=~", "$namespace_$service_[0-9]+")));
  }

  private static Layout pods(String id, double boundsPerSecond, Map<Quantity, String> texts) {
    return layout(id, boundsPerSecond, texts, List.of()).and(Quantity.OPEN, Selector.parse(OPEN));
  }

  private static Layout layout(
      String id, double boundsPerSecond, Map<Quantity, String> texts, List<Condition> backend) {
    var selectors = new EnumMap<Quantity, Selector>(Quantity.class);
    texts.forEach((quantity, text) -> selectors.put(quantity, Selector.parse(text)));
    return new Layout(id, selectors, boundsPerSecond, backend);
  }
}
