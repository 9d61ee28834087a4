package io.verdigris.testkit.cluster;

import java.time.Duration;

/**
 * How the pods of one image behave in a {@link SimulatedCluster}.
 *
 * @param startup from the pod's creation until it is ready
 * @param becomesReady whether it ever is
 * @param errors the share of requests that it answers with an error, from 0 to 1
 */
public record PodBehaviour(Duration startup, boolean becomesReady, double errors) {

  /** Returns a pod that is ready after this time and fails no request. */
  public static PodBehaviour good(Duration startup) {
    return new PodBehaviour(startup, true, 0);
  }

  /** Returns the same with another share of errors. */
  public PodBehaviour failing(double share) {
    return new PodBehaviour(startup, becomesReady, share);
  }

  /** Returns the same, but never ready. */
  public PodBehaviour neverReady() {
    return new PodBehaviour(startup, false, errors);
  }
}
