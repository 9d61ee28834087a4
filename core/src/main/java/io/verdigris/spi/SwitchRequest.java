package io.verdigris.spi;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import java.util.Optional;

/**
 * Asks for traffic to move.
 *
 * @param context on whose behalf
 * @param spec the whole spec
 * @param from the colour that is expected to be live; empty for a first installation
 * @param to the colour that shall be
 * @param epoch the number of this switch, written with it; higher than any before
 * @param phase the phase to note beside it
 * @param selection what the switcher is expected to find selected beside the colour, as {@link
 *     TrafficState#selection} says it; empty when it may be anything
 */
public record SwitchRequest(
    RolloutContext context,
    RolloutSpec spec,
    Optional<Colour> from,
    Colour to,
    long epoch,
    Phase phase,
    String selection) {}
