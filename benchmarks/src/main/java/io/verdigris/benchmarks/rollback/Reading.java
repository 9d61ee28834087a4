package io.verdigris.benchmarks.rollback;

import io.verdigris.Extension;
import io.verdigris.http.Via;
import io.verdigris.metrics.prometheus.PodMetrics;
import io.verdigris.metrics.prometheus.PrometheusMetrics;
import java.net.URI;

/**
 * Where counters are read.
 *
 * @param title what the table calls it
 * @param source the source of metrics
 */
public record Reading(String title, Extension source) {
  /** Returns that the pods' own metrics pages are read. */
  public static Reading pods() {
    return new Reading("pods", PodMetrics.on(8080, "/metrics").via(Via.DIRECT).extension());
  }

  /** Returns that a Prometheus is read, which scrapes the pods that are annotated for it. */
  public static Reading prometheus(URI uri) {
    return new Reading("Prometheus", PrometheusMetrics.at(uri).extension());
  }
}
