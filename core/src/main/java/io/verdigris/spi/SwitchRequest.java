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
 * @param weight of 100 requests, how many shall go to {@code to}; less than 100 only where both
 *     colours shall have traffic ({@link TrafficSwitcher#share})
 */
public record SwitchRequest(
    RolloutContext context,
    RolloutSpec spec,
    Optional<Colour> from,
    Colour to,
    long epoch,
    Phase phase,
    String selection,
    int weight) {
  /** Asks for all traffic. */
  public SwitchRequest(
      RolloutContext context,
      RolloutSpec spec,
      Optional<Colour> from,
      Colour to,
      long epoch,
      Phase phase,
      String selection) {
    this(context, spec, from, to, epoch, phase, selection, 100);
  }

  /** Returns the same with this weight, such as 10 for one request in ten. */
  public SwitchRequest weighing(int percent) {
    return new SwitchRequest(context, spec, from, to, epoch, phase, selection, percent);
  }
}
