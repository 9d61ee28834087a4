package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the decider is told. Events of a step name their phase, so that a late one is known as such.
 */
sealed interface Event {

  /** Admission found nothing against it. */
  record Admitted(
      Optional<Colour> from, Colour to, int replicas, String selection, List<String> notes)
      implements Event {
    public Admitted {
      notes = List.copyOf(notes);
    }
  }

  /** Admission found something, or could not be finished. */
  record Refused(List<Finding> findings, String reason) implements Event {}

  /** The fence is ours on every object; this is what traffic looked like after that. */
  record Claimed(TrafficState traffic) implements Event {}

  /**
   * A step is done; {@code note} is for the outcome, {@code moved} when traffic is on the new
   * colour.
   */
  record StepDone(Phase phase, Step step, String message, String note, boolean moved)
      implements Event {
    static StepDone of(Phase phase, Step step, String message) {
      return new StepDone(phase, step, message, "", false);
    }
  }

  /** A step is not done yet. */
  record StepWaiting(Phase phase, Step step, String reason, Duration checkAgain) implements Event {}

  /** A step failed for good. */
  record StepFailed(Phase phase, Step step, String reason) implements Event {}

  /** A step's time is over. */
  record TimedOut(Phase phase, Step step, String reason) implements Event {}

  /** A hook is done; {@code note} is for the outcome. */
  record HookDone(Phase phase, Step step, int hook, String summary, String note) implements Event {}

  /** A hook is under way. */
  record HookWaiting(
      Phase phase, Step step, int hook, String memo, String reason, Duration checkAgain)
      implements Event {}

  /** A hook comes next that takes the way back away; {@code what} it does. */
  record NoReturn(Phase phase, Step step, String what) implements Event {}

  /** The policy has judged; {@code note} is for the outcome. */
  record Judged(Phase phase, Judgement judgement, String note) implements Event {}

  /** Both colours had traffic, and the suspicion was not confirmed; the record is the old one's. */
  record Compared(Phase phase, List<Window> record, String why) implements Event {
    public Compared {
      record = List.copyOf(record);
    }
  }

  /** A person wants it undone; {@code pastNoReturn} when he says that the old version can serve. */
  record Abort(String request, String by, String reason, boolean pastNoReturn) implements Event {}

  /** A person lets it go on. */
  record Approve(String request, String by) implements Event {}

  /** Someone else changed what the rollout relies on. */
  record Foreign(String what) implements Event {}

  /** Another process owns the application now. */
  record Lost(String what) implements Event {}

  /** Nothing to decide: what comes next is planned already. */
  record Nothing() implements Event {}
}
