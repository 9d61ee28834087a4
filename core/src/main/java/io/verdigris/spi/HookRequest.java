package io.verdigris.spi;

import io.verdigris.Phase;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link PhaseHook} is called with.
 *
 * @param context on whose behalf
 * @param phase the phase
 * @param before whether before it, else after
 * @param environment the new colour; empty before it is verified to be there
 * @param old the old colour, from the switch until it is taken away; else empty
 * @param settings the extension's settings
 * @param key the same for each call of this hook in this rollout, a valid object name of at most 63
 *     characters
 * @param memo what the last call's answer carried; empty at first
 */
public record HookRequest(
    RolloutContext context,
    Phase phase,
    boolean before,
    Optional<Environment> environment,
    Optional<Environment> old,
    Map<String, String> settings,
    String key,
    String memo) {
  /** Copies the map. */
  public HookRequest {
    settings = Map.copyOf(settings);
  }
}
