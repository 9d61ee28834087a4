/**
 * Reads request counters from the pods themselves or from Prometheus; start at {@link PodMetrics}
 * or {@link PrometheusMetrics}.
 */
@NullMarked
package io.verdigris.metrics.prometheus;

import org.jspecify.annotations.NullMarked;
