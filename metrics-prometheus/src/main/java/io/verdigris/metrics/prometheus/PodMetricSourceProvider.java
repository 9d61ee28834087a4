package io.verdigris.metrics.prometheus;

import io.verdigris.spi.MetricSource;
import io.verdigris.spi.MetricSourceProvider;
import io.verdigris.spi.ProviderContext;

/** Offers the source {@code pods}. */
public final class PodMetricSourceProvider implements MetricSourceProvider {
  @Override
  public String id() {
    return PodMetrics.ID;
  }

  @Override
  public MetricSource create(ProviderContext context) {
    return new PodMetricSource(context::podProxy, context.clock());
  }
}
