package io.verdigris.benchmarks.rollback;

import io.verdigris.Extension;
import io.verdigris.http.Via;
import io.verdigris.metrics.prometheus.PodMetrics;
import io.verdigris.metrics.prometheus.PrometheusMetrics;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Where counters are read.
 *
 * @param title what the table calls it
 * @param sources the sources of metrics
 */
public record Reading(String title, List<Extension> sources) {
  /** Copies the list. */
  public Reading {
    sources = List.copyOf(sources);
  }

  /** Returns that the pods' own metrics pages are read. */
  public static Reading pods() {
    Extension pods = PodMetrics.on(8080, "/metrics").via(Via.DIRECT).extension();
    return new Reading("pods", List.of(pods));
  }

  /** Returns that a Prometheus is read, which scrapes the pods that are annotated for it. */
  public static Reading prometheus(URI uri) {
    return new Reading("Prometheus", List.of(PrometheusMetrics.at(uri).extension()));
  }

  /** Returns that what this one cannot tell of a pod another one does. */
  public Reading with(Reading other) {
    List<Extension> both = new ArrayList<>(sources);
    both.addAll(other.sources);
    return new Reading(title + " and " + other.title, both);
  }
}
