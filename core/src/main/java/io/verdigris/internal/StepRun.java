package io.verdigris.internal;

import io.verdigris.Phase;
import java.util.EnumMap;
import java.util.Map;

/** The step that a rollout is at, and since when; a step begun anew in a phase keeps its time. */
final class StepRun {
  private final Map<Step, Long> begun = new EnumMap<>(Step.class);
  private Phase phase = Phase.ADMIT;
  private Step step = Step.HOOKS_BEFORE;
  private Scratch scratch = new Scratch();

  void begin(Phase inPhase, Step next, long nanos) {
    if (inPhase != phase) {
      begun.clear();
      phase = inPhase;
    }
    step = next;
    scratch = new Scratch();
    begun.putIfAbsent(next, nanos);
  }

  Step step() {
    return step;
  }

  Scratch scratch() {
    return scratch;
  }

  /** Returns for how many nanoseconds the step has been running. */
  long running(long nanos) {
    return nanos - begun.getOrDefault(step, nanos);
  }
}
