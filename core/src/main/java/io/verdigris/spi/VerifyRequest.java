package io.verdigris.spi;

import java.util.Map;

/**
 * What a {@link HealthVerifier} is asked to check.
 *
 * @param context on whose behalf
 * @param environment the colour, all its pods ready
 * @param settings the extension's settings
 * @param memo what the last call's answer carried; empty at first and after a crash
 */
public record VerifyRequest(
    RolloutContext context, Environment environment, Map<String, String> settings, String memo) {
  /** Copies the map. */
  public VerifyRequest {
    settings = Map.copyOf(settings);
  }
}
