package io.verdigris.metrics.prometheus;

import io.verdigris.spi.MetricSource;
import io.verdigris.spi.MetricSourceProvider;
import io.verdigris.spi.ProviderContext;
import java.util.Optional;

/** Offers the source {@code prometheus}. */
public final class PrometheusMetricSourceProvider implements MetricSourceProvider {
  @Override
  public String id() {
    return PrometheusMetrics.ID;
  }

  @Override
  public MetricSource create(ProviderContext context) {
    return new PrometheusMetricSource(
        System::getenv, Optional.ofNullable(context.configuration().get("switcher")));
  }
}
