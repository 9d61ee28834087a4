package io.verdigris.spi;

import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import java.util.Optional;

/**
 * What an {@link EnvironmentProvisioner} is asked for.
 *
 * @param context on whose behalf
 * @param spec the whole spec
 * @param live the colour that served when the rollout began; empty for a first installation
 * @param colour the colour that is meant
 * @param replicas how many replicas it shall have
 * @param fresh whether traffic moves, or pods go, by the answer, so that it must be read from where
 *     it is true; else it may be as a watch has told of it a moment ago
 */
public record EnvironmentRequest(
    RolloutContext context,
    RolloutSpec spec,
    Optional<Colour> live,
    Colour colour,
    int replicas,
    boolean fresh) {
  /** Asks for a fresh answer. */
  public EnvironmentRequest(
      RolloutContext context,
      RolloutSpec spec,
      Optional<Colour> live,
      Colour colour,
      int replicas) {
    this(context, spec, live, colour, replicas, true);
  }

  /** Asks the same of what was seen a moment ago. */
  public EnvironmentRequest glance() {
    return new EnvironmentRequest(context, spec, live, colour, replicas, false);
  }
}
