package io.verdigris.spi;

import io.verdigris.Colour;
import java.util.List;

/**
 * One colour as it runs.
 *
 * @param colour which
 * @param service the name of the colour's own permanent Service
 * @param port the port that the pods serve the application's first Service port on
 * @param desired how many replicas are asked for
 * @param pods the ready pods, as the slices of the colour's own Service list them
 */
public record Environment(Colour colour, String service, int port, int desired, List<Pod> pods) {
  /** Copies the list. */
  public Environment {
    pods = List.copyOf(pods);
  }

  /**
   * A ready pod.
   *
   * @param name its name
   * @param address its IP address
   */
  public record Pod(String name, String address) {}

  /** Returns how many pods are ready. */
  public int ready() {
    return pods.size();
  }
}
