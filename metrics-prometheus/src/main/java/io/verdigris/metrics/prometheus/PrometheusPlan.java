package io.verdigris.metrics.prometheus;

import io.verdigris.spi.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings that {@link PrometheusMetrics} documents, read and checked. */
record PrometheusPlan(
    URI query,
    String podLabel,
    String namespaceLabel,
    Duration maxAge,
    Duration timeout,
    Optional<String> tokenVariable,
    List<Layout> layouts) {
  /** The SPI allows five seconds. */
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(4);

  static PrometheusPlan parse(Map<String, String> values) {
    var s = new Settings(PrometheusMetrics.ID, values);
    s.refuseOthers(
        Layout.keysAnd(
            Set.of(
                "url",
                "pod-label",
                "namespace-label",
                "backend",
                "max-age",
                "timeout",
                "token-env")));
    List<Layout> layouts = Layout.parse(s, Presets.all());
    boolean edge = layouts.get(0).atEdge();
    if (edge && s.text("namespace-label").isPresent()) {
      throw s.wrong("namespace-label", "must not be set for the edge; set backend");
    }
    return new PrometheusPlan(
        query(s),
        label(s, "pod-label", edge ? "instance" : "pod"),
        label(s, "namespace-label", "namespace"),
        s.duration("max-age", Duration.ofHours(1)).orElse(Duration.ofSeconds(90)),
        s.duration("timeout", LONGEST_TIMEOUT).orElse(LONGEST_TIMEOUT),
        s.text("token-env"),
        layouts);
  }

  /** Tells whether the counters are those of proxies. */
  boolean atEdge() {
    return layouts.get(0).atEdge();
  }

  /** Tells whether latency is read. */
  boolean tellsLatency() {
    return layouts.stream().anyMatch(l -> l.selectors().containsKey(Layout.Quantity.LATENCY));
  }

  /** Checks the address; it is not told when wrong, for it may hold credentials. */
  private static URI query(Settings s) {
    String text = s.text("url").orElse("");
    if (text.matches("https?://[^/@?#\\s]+(/[^@?#\\s]*)?")) {
      try {
        return URI.create(text + (text.endsWith("/") ? "" : "/") + "api/v1/query");
      } catch (IllegalArgumentException e) {
        // told below
      }
    }
    throw new IllegalArgumentException(
        "url of prometheus must be an http or https address without credentials, query and"
            + " fragment, such as http://prometheus.monitoring:9090; a token goes into token-env");
  }

  private static String label(Settings s, String key, String fallback) {
    String label = s.text(key).orElse(fallback);
    if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
      throw s.wrong(key, "must be a label's name: letters, digits and '_'");
    }
    return label;
  }
}
