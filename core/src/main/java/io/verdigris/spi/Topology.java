package io.verdigris.spi;

import io.verdigris.Colour;
import java.util.Map;

/**
 * How the environments of an application stand.
 *
 * @param colours each colour that exists
 */
public record Topology(Map<Colour, Size> colours) {
  /** Copies the map. */
  public Topology {
    colours = Map.copyOf(colours);
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
