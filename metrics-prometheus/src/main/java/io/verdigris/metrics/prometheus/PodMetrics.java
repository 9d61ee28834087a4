package io.verdigris.metrics.prometheus;

import io.verdigris.Extension;
import io.verdigris.http.Via;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the source {@code pods}, which reads the counters of every ready pod from
 * its own metrics page (Prometheus text format 0.0.4, at most 4 MiB). A pod that does not answer is
 * left out and told as unreadable. The old colour is silent only by readings of all its pods.
 *
 * <p>The reading itself and kubelet's probes are requests too. The presets leave out those whose
 * labels tell: {@code uri} below {@code /actuator} for {@code micrometer}, {@code handler} or
 * {@code path} {@code /metrics} for the Prometheus ones, {@code http_route} of either kind for
 * {@code opentelemetry}. Where a workload counts its metrics page or its probes otherwise, leave
 * them out by {@code requests} and {@code errors}, such as {@code served{page!="/healthz"}}; else
 * the old colour is never seen to be silent and goes only after the drain timeout, and probes may
 * pass for traffic. What one reading a second can cause by itself is not taken for traffic that has
 * moved.
 *
 * <p>What is a request, a failed one and a slow one is told by a preset, or by series selectors as
 * PromQL has them. {@code auto} takes the first preset whose requests are there.
 *
 * <table>
 * <caption>Presets; of each the series must have the label that tells failed requests (5xx)</caption>
 * <tr><th>preset</th><th>requests</th><th>status in</th><th>latency</th></tr>
 * <tr><td>{@code prometheus}</td><td>{@code http_requests_total}</td><td>{@code code}</td>
 * <td>{@code http_request_duration_seconds_bucket}</td></tr>
 * <tr><td>{@code prometheus-status}</td><td>{@code http_requests_total}</td><td>{@code status}</td>
 * <td>{@code http_request_duration_seconds_bucket}</td></tr>
 * <tr><td>{@code micrometer}</td><td>{@code http_server_requests_seconds_count}</td>
 * <td>{@code status}</td><td>{@code http_server_requests_seconds_bucket}</td></tr>
 * <tr><td>{@code istio}</td><td>{@code istio_requests_total} of the destination</td>
 * <td>{@code response_code}</td><td>{@code istio_request_duration_milliseconds_bucket}</td></tr>
 * <tr><td>{@code opentelemetry}</td><td>{@code http_server_request_duration_seconds_count}</td>
 * <td>{@code http_response_status_code}</td>
 * <td>{@code http_server_request_duration_seconds_bucket}</td></tr>
 * </table>
 *
 * <p>{@code opentelemetry} is the stable histogram {@code http.server.request.duration} of <a
 * href="https://opentelemetry.io/docs/specs/semconv/http/http-metrics/">OpenTelemetry's semantic
 * conventions</a>, named as the <a
 * href="https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/">rules
 * for Prometheus</a> have it; not {@code http.server.duration}, which it replaced. By these
 * conventions a request that ended without an answer has no status, but {@code error_type}: it
 * counts as failed.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code port}</td><td>1 to 65535</td><td>the pods' serving port</td></tr>
 * <tr><td>{@code path}</td><td>path with its query, beginning with a slash</td><td>required</td></tr>
 * <tr><td>{@code via}</td><td>{@code direct}: to the pod's address; {@code proxy}: through the API
 * server; {@code auto}: through the API server only where the address cannot be connected</td>
 * <td>{@code auto}</td></tr>
 * <tr><td>{@code timeout}</td><td>of one answer, ISO-8601, at most 3 s</td><td>{@code PT2S}</td></tr>
 * <tr><td>{@code preset}</td><td>{@code auto} or one of the above</td><td>{@code auto}</td></tr>
 * <tr><td>{@code requests}</td><td>selector of the counters of all requests; replaces the preset and
 * needs {@code errors}</td><td>the preset's</td></tr>
 * <tr><td>{@code errors}</td><td>selector of the counters of failed requests</td>
 * <td>the preset's</td></tr>
 * <tr><td>{@code latency}</td><td>selector of a histogram's {@code …_bucket}</td>
 * <td>the preset's</td></tr>
 * <tr><td>{@code latency-unit}</td><td>{@code s} or {@code ms}: the unit of a {@code latency} that
 * is set</td><td>{@code s}</td></tr>
 * <tr><td>{@code open}</td><td>selector of the gauge of open connections</td>
 * <td>{@code http_open_connections}</td></tr>
 * </table>
 */
public final class PodMetrics {
  /** The provider's id. */
  public static final String ID = "pods";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private PodMetrics() {}

  /** Starts with the port and path of the pods' metrics page. */
  public static PodMetrics on(int port, String path) {
    return new PodMetrics().set("port", port).set("path", path);
  }

  /** Sets how pods are reached; default {@link Via#AUTO}. */
  public PodMetrics via(Via via) {
    return set("via", via.setting());
  }

  /** Sets how long an answer is waited for; default 2 s, at most 3 s. */
  public PodMetrics timeout(Duration timeout) {
    return set("timeout", timeout);
  }

  /** Sets the preset; default {@code auto}. */
  public PodMetrics preset(String preset) {
    return set("preset", preset);
  }

  /** Sets the series that count all and failed requests, instead of a preset. */
  public PodMetrics requests(String requests, String errors) {
    return set("requests", requests).set("errors", errors);
  }

  /** Sets the histogram of latency by its {@code …_bucket} series, in seconds. */
  public PodMetrics latency(String buckets) {
    return set("latency", buckets);
  }

  /** Sets the gauge of open connections. */
  public PodMetrics open(String gauge) {
    return set("open", gauge);
  }

  private PodMetrics set(String key, Object value) {
    settings.put(key, value.toString());
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    PodMetricSource.Plan.parse(settings);
    return new Extension(Extension.Kind.METRICS, ID, settings);
  }
}
