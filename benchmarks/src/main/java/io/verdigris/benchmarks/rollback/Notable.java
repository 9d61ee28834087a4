package io.verdigris.benchmarks.rollback;

import io.verdigris.testkit.traffic.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Counts answers and keeps those that failed or were slow. Safe for use by several threads. */
final class Notable implements Consumer<Answer> {
  private static final Duration SLOW = Duration.ofMillis(100);

  private final List<Answer> kept = new ArrayList<>();
  private long requests;

  @Override
  public synchronized void accept(Answer answer) {
    requests++;
    if (answer.failed() || Duration.between(answer.sent(), answer.at()).compareTo(SLOW) > 0) {
      kept.add(answer);
    }
  }

  /** Returns what came of them. */
  synchronized Load load(Load.Extent extent) {
    return Load.of(requests, kept, extent);
  }
}
