package io.verdigris.spi;

import java.util.Map;

/**
 * What a {@link MetricSource} is asked for.
 *
 * @param context on whose behalf
 * @param environment the colour and its ready pods
 * @param settings the extension's settings
 */
public record MetricRequest(
    RolloutContext context, Environment environment, Map<String, String> settings) {
  /** Copies the map. */
  public MetricRequest {
    settings = Map.copyOf(settings);
  }
}
