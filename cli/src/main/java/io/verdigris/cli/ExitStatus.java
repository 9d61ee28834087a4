package io.verdigris.cli;

import io.verdigris.Phase;
import io.verdigris.RolloutOutcome;
import io.verdigris.judging.Replay;

/** What the command's exit status says, from the best to the worst. */
enum ExitStatus {
  /** A rollout was promoted, or a command that rolls nothing out did what it should. */
  OK(0),
  /** A rollout was refused, or the new colour failed before any traffic moved. */
  REJECTED(10),
  /** Traffic had moved and is back. */
  ROLLED_BACK(11),
  /** A person must look. */
  HALTED(12),
  /** The command line says what cannot be. */
  USAGE(2),
  /** Anything else, such as an interrupt, or that another process has taken the rollout over. */
  UNEXPECTED(1);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** Returns the status that the process ends with. */
  int code() {
    return code;
  }

  /** Returns the worse of the two. */
  ExitStatus worse(ExitStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** Returns the status for a rollout that has ended in this phase. */
  static ExitStatus of(Phase ended) {
    return switch (ended) {
      case PROMOTED -> OK;
      case REJECTED -> REJECTED;
      case ROLLED_BACK -> ROLLED_BACK;
      default -> HALTED;
    };
  }

  /** Returns the status for a rollout that would have ended so. */
  static ExitStatus of(Replay.End end) {
    return switch (end) {
      case PROMOTED -> OK;
      case ROLLED_BACK -> ROLLED_BACK;
      case INCONCLUSIVE -> HALTED;
    };
  }

  /** Returns the status for a rollout that has ended so. */
  static ExitStatus of(RolloutOutcome outcome) {
    return outcome.fold(p -> OK, r -> REJECTED, r -> ROLLED_BACK, h -> HALTED);
  }
}
