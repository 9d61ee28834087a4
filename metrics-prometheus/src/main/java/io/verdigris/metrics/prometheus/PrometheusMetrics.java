package io.verdigris.metrics.prometheus;

import io.verdigris.Extension;
import java.net.URI;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the source {@code prometheus}, which reads the raw counters of every ready
 * pod from Prometheus' HTTP API with one instant query. Series without a recent sample are left
 * out; the reading is missing when none is left. Where a pod is scraped twice, restrict the
 * selectors to one job.
 *
 * <p>What is a request, a failed one and a slow one is told as in {@link PodMetrics}: by a preset
 * or by selectors.
 *
 * <table>
 * <caption>Settings besides preset, requests, errors, latency, latency-unit and open</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code url}</td><td>http or https address of the API up to {@code /api/v1}, without
 * credentials</td><td>required</td></tr>
 * <tr><td>{@code pod-label}</td><td>the label that names the pod</td><td>{@code pod}</td></tr>
 * <tr><td>{@code namespace-label}</td><td>the label that names the namespace</td>
 * <td>{@code namespace}</td></tr>
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

  /** Sets the label that names the pod; default {@code pod}. */
  public PrometheusMetrics podLabel(String label) {
    return set("pod-label", label);
  }

  /** Sets the label that names the namespace; default {@code namespace}. */
  public PrometheusMetrics namespaceLabel(String label) {
    return set("namespace-label", label);
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
