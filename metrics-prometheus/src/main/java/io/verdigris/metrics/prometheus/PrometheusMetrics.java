package io.verdigris.metrics.prometheus;

import io.verdigris.Extension;
import java.net.URI;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the source {@code prometheus}, which reads the raw counters of every ready
 * pod, or those of the proxies before them, from Prometheus' HTTP API with one instant query.
 * Series without a recent sample are left out; the reading is missing when none is left. Where a
 * pod is scraped twice, restrict the selectors to one job.
 *
 * <p>What is a request, a failed one and a slow one is told as in {@link PodMetrics}: by a preset
 * or by selectors. Counters that OpenTelemetry's collector pushes are found by {@code pod-label}
 * {@code k8s_pod_name} and {@code namespace-label} {@code k8s_namespace_name}, where Prometheus
 * promotes these resource attributes to labels.
 *
 * <h2>At the edge</h2>
 *
 * <p>A proxy's counters know no pod, but the Service that a request was sent to. They tell a
 * colour's own Service, {@code <service>-blue} or {@code <service>-green}, once traffic is directed
 * at the edge; a rollout that moves traffic by the selector of one Service is refused, for there
 * both colours are one backend. These presets must be named, {@code auto} takes none of them:
 *
 * <table>
 * <caption>Presets of the edge</caption>
 * <tr><th>preset</th><th>requests</th><th>status in</th><th>latency</th><th>the Service in</th></tr>
 * <tr><td>{@code ingress-nginx}</td><td>{@code nginx_ingress_controller_requests}</td>
 * <td>{@code status}</td><td>{@code nginx_ingress_controller_request_duration_seconds_bucket}</td>
 * <td>{@code namespace} and {@code service}, or {@code exported_namespace} and {@code
 * exported_service} or {@code service}, as Prometheus calls them where the scraped target has such
 * labels of its own</td></tr>
 * <tr><td>{@code contour}</td><td>{@code envoy_cluster_upstream_rq}, else {@code
 * envoy_cluster_upstream_rq_xx}</td><td>{@code envoy_response_code}, {@code
 * envoy_response_code_class}</td><td>{@code envoy_cluster_upstream_rq_time_bucket}</td>
 * <td>{@code envoy_cluster_name}, which Contour makes of namespace, Service and port number:
 * {@code shop_web-green_80}</td></tr>
 * </table>
 *
 * <p>Names and labels are those of ingress-nginx's <a
 * href="https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/">monitoring page</a> and
 * of Envoy's <a
 * href="https://www.envoyproxy.io/docs/envoy/latest/configuration/upstream/cluster_manager/cluster_stats">cluster
 * statistics</a>, with Envoy's own tags. For other proxies set {@code requests}, {@code errors} and
 * {@code backend}. What a proxy answers itself for the Service, such as 503 without an endpoint,
 * counts as well: it is what clients saw. What to know of such counters:
 *
 * <ul>
 *   <li>They are kept apart by proxy, as others are by pod. They never show that the old colour is
 *       silent, for it may be called by other ways: it goes only after the drain timeout.
 *   <li>Where they move, a proxy directs traffic to the colour; whether its pods answered is told
 *       by the statuses alone.
 *   <li>Only what passes these proxies is judged.
 *   <li>Only their differences tell of a version: totals hold what former versions of the same
 *       colour have answered.
 *   <li>A proxy that begins to be read after the others brings along what it has counted for the
 *       colour before. One scrape that failed does not matter; proxies that were not scraped for
 *       longer than {@code max-age} around the switch do.
 *   <li>A proxy that has no series for the colour yet has no zero to count from: what it counts up
 *       to its first reading is not judged unless another proxy was read before.
 *   <li>With ingress-nginx, requests that a canary Ingress sends to another backend are left out,
 *       and hosts with a wildcard are counted only with {@code --metrics-per-host=false}.
 *   <li>Envoy brings its histograms up to date only after it was scraped or at its flushes, by
 *       default each five seconds, its counters at once, and what it answers itself is in no
 *       bucket. So latency is seen a little later than errors, and requests that are in no bucket
 *       are not slow.
 * </ul>
 *
 * <table>
 * <caption>Settings besides preset, requests, errors, latency, latency-unit and open</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code url}</td><td>http or https address of the API up to {@code /api/v1}, without
 * credentials</td><td>required</td></tr>
 * <tr><td>{@code pod-label}</td><td>the label that names the pod; at the edge, the proxy</td>
 * <td>{@code pod}; at the edge {@code instance}</td></tr>
 * <tr><td>{@code namespace-label}</td><td>the label that names the namespace; not at the edge</td>
 * <td>{@code namespace}</td></tr>
 * <tr><td>{@code backend}</td><td>makes the series those of proxies: conditions, written as in
 * PromQL, that hold for series of a Service, of which {@code $namespace} and {@code $service} are
 * filled in, such as {@code namespace="$namespace",service="$service"}</td>
 * <td>the preset's</td></tr>
 * <tr><td>{@code max-age}</td><td>how old a sample may be, ISO-8601; longer than the interval of
 * scrapes</td><td>{@code PT1M30S}</td></tr>
 * <tr><td>{@code timeout}</td><td>of the answer, ISO-8601, at most 4 s</td><td>{@code PT4S}</td></tr>
 * <tr><td>{@code token-env}</td><td>the environment variable that holds a bearer token, read where
 * the rollout runs; only its name is kept</td><td>none</td></tr>
 * </table>
 */
public final class PrometheusMetrics {
  /** The provider's id. */
  public static final String ID = "prometheus";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private PrometheusMetrics() {}

  /** Starts with the address of Prometheus, such as {@code http://prometheus.monitoring:9090}. */
  public static PrometheusMetrics at(URI url) {
    return new PrometheusMetrics().set("url", url);
  }

  /** Sets the label that names the pod or proxy; default {@code pod} or {@code instance}. */
  public PrometheusMetrics podLabel(String label) {
    return set("pod-label", label);
  }

  /** Sets the label that names the namespace; default {@code namespace}. */
  public PrometheusMetrics namespaceLabel(String label) {
    return set("namespace-label", label);
  }

  /**
   * Has series of proxies read, and sets what tells those of a Service: conditions with {@code
   * $namespace} and {@code $service}; default the preset's.
   */
  public PrometheusMetrics backend(String conditions) {
    return set("backend", conditions);
  }

  /** Sets how old a sample may be; default 90 s. */
  public PrometheusMetrics maxAge(Duration age) {
    return set("max-age", age);
  }

  /** Sets how long the answer is waited for; default and at most 4 s. */
  public PrometheusMetrics timeout(Duration timeout) {
    return set("timeout", timeout);
  }

  /** Sends the bearer token that is in this environment variable wherever the rollout runs. */
  public PrometheusMetrics tokenFromEnv(String variable) {
    return set("token-env", variable);
  }

  /** Sets the preset; default {@code auto}. */
  public PrometheusMetrics preset(String preset) {
    return set("preset", preset);
  }

  /** Sets the series that count all and failed requests, instead of a preset. */
  public PrometheusMetrics requests(String requests, String errors) {
    return set("requests", requests).set("errors", errors);
  }

  /** Sets the histogram of latency by its {@code …_bucket} series, in seconds. */
  public PrometheusMetrics latency(String buckets) {
    return set("latency", buckets);
  }

  /** Sets the gauge of open connections. */
  public PrometheusMetrics open(String gauge) {
    return set("open", gauge);
  }

  private PrometheusMetrics set(String key, Object value) {
    settings.put(key, value.toString());
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    PrometheusPlan.parse(settings);
    return new Extension(Extension.Kind.METRICS, ID, settings);
  }
}
