package io.verdigris;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A rollout that runs in this process. Safe for use by several threads. */
public interface Rollout {
  /** Returns the id, bound to application and number, such as {@code web-17}. */
  String id();

  /** Returns the application. */
  Application application();

  /** Returns the phase that it is in. */
  Phase phase();

  /**
   * Returns what has happened so far, oldest first; the latest 1,000 events, of samples only the
   * latest 10. A {@link RolloutListener} is told of all.
   */
  List<RolloutEvent> events();

  /** Completes with the outcome; never exceptionally. */
  CompletionStage<RolloutOutcome> outcome();

  /**
   * Waits for the end.
   *
   * @throws InterruptedException when interrupted; the rollout goes on
   */
  RolloutOutcome await() throws InterruptedException;

  /**
   * Waits for the end, but not longer than this.
   *
   * @return the outcome; empty when the time was over first
   * @throws InterruptedException when interrupted; the rollout goes on
   */
  Optional<RolloutOutcome> await(Duration atMost) throws InterruptedException;

  /**
   * Asks for the way back: before traffic moved the rollout is rejected, after it traffic returns
   * to the old colour. Without effect once DECOMMISSION has begun, and refused, which is told as an
   * event, past a point of no return.
   *
   * @param by who asks, for the record
   * @param reason why, for the record
   */
  void abort(String by, String reason);

  /**
   * Asks for the way back as {@link #abort}, also past a point of no return: whoever asks knows
   * that the old version can serve again.
   */
  void abortPastNoReturn(String by, String reason);

  /** Lets a rollout go on that waits for a person's approval or is held. */
  void approve(String by);
}
