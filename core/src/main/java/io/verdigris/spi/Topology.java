package io.verdigris.spi;

import io.verdigris.Colour;
import java.util.Map;

/**
 * How the environments of an application stand.
 *
 * @param colours each colour that exists
 * @param fence the highest fence stamped on any of them; 0 when there is none. The next rollout's
 *     must be higher, also when the ledger and the object that directs traffic were made anew
 */
public record Topology(Map<Colour, Size> colours, long fence) {
  /** Copies the map. */
  public Topology {
    colours = Map.copyOf(colours);
  }

  /** Makes one of environments without fences. */
  public Topology(Map<Colour, Size> colours) {
    this(colours, 0);
  }

  /**
   * One colour's size.
   *
   * @param desired how many replicas are asked for
   * @param ready how many are ready
   * @param images its images, separated by spaces
   */
  public record Size(int desired, int ready, String images) {}
}
