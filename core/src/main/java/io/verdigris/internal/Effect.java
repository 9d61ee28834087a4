package io.verdigris.internal;

import java.time.Duration;

/** What the interpreter is to do, after the state was saved. */
sealed interface Effect {
  /** Takes a new fence, kills writes in flight by it, then reports what traffic looks like. */
  record Claim() implements Effect {}

  /** Runs a step from its beginning. */
  record Run(Step step) implements Effect {}

  /** Runs a step again after a while, or when woken. */
  record Again(Step step, Duration delay) implements Effect {}

  /** Runs the step that is waited for now, if any, without waiting longer. */
  record Nudge() implements Effect {}

  /** Tells the end. */
  record Finish() implements Effect {}

  /** Lets go without writing anything. */
  record Detach(String reason) implements Effect {}
}
