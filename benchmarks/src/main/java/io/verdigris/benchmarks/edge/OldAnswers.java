package io.verdigris.benchmarks.edge;

import io.verdigris.testkit.traffic.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Remembers when a version answered last, and what failed. Safe for use by several threads. */
final class OldAnswers implements Consumer<Answer> {
  private final List<Answer> failed = new ArrayList<>();
  private String old = "";
  private Optional<Instant> last = Optional.empty();
  private long requests;

  @Override
  public synchronized void accept(Answer answer) {
    requests++;
    if (answer.failed() || answer.status() != 200) {
      failed.add(answer);
    }
    if (answer.version().equals(old)) {
      last = last.filter(answer.at()::isBefore).or(() -> Optional.of(answer.at()));
    }
  }

  /** Begins to look for the answers of a version. */
  synchronized void of(String version) {
    old = version;
    last = Optional.empty();
  }

  /** Returns when it answered last; empty when it did not since {@link #of}. */
  synchronized Optional<Instant> last() {
    return last;
  }

  synchronized long requests() {
    return requests;
  }

  synchronized List<Answer> failed() {
    return List.copyOf(failed);
  }
}
