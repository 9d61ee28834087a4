/**
 * Reads request counters from the pods themselves or from Prometheus, which may have them from the
 * pods or from the proxies before them; start at {@link PodMetrics} or {@link PrometheusMetrics}.
 */
@NullMarked
package io.verdigris.metrics.prometheus;

import org.jspecify.annotations.NullMarked;
