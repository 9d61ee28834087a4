package io.verdigris;

import java.time.Duration;
import java.util.Optional;

/**
 * What is done while nothing can be told of the new colour in one way. The soak does not end well
 * meanwhile, and a person may decide.
 *
 * @param rollBackAfter for how long without a break it must have lasted for traffic to go back;
 *     empty when it never does
 */
public record BlindRule(Optional<Duration> rollBackAfter) {
  /** Checks the duration. */
  public BlindRule {
    rollBackAfter.ifPresent(after -> Checks.notNegative(after, "roll back after"));
  }

  /** Returns that it is held, however long it lasts. */
  public static BlindRule hold() {
    return new BlindRule(Optional.empty());
  }

  /**
   * Returns that traffic goes back.
   *
   * @param lasting for how long without a break, as one process sees it; zero for at once
   */
  public static BlindRule rollBackAfter(Duration lasting) {
    return new BlindRule(Optional.of(lasting));
  }
}
