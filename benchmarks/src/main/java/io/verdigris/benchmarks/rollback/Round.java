package io.verdigris.benchmarks.rollback;

import java.time.Duration;
import java.util.Optional;

/**
 * What one rollout came to.
 *
 * @param outcome its outcome's name, or {@link #HELD}
 * @param why the outcome's reason
 * @param decided from the fault's begin until it was decided to go back; empty when it was not
 * @param back from the fault's begin until traffic was directed to the old colour again
 * @param fresh what came of requests on new connections
 * @param kept what came of requests on kept connections
 */
record Round(
    String outcome,
    String why,
    Optional<Duration> decided,
    Optional<Duration> back,
    Load fresh,
    Load kept) {
  /** The end of a rollout that still waited for more requests, or for a person, after its soak. */
  static final String HELD = "held";

  long lost() {
    return fresh.lost() + kept.lost();
  }
}
