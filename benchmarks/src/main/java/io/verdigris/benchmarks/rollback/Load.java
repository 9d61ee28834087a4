package io.verdigris.benchmarks.rollback;

import io.verdigris.testkit.traffic.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What came of the requests of one kind.
 *
 * @param requests how many there were
 * @param spoilt how many of them the fault has spoilt
 * @param lost how many got no answer, unless that was the fault
 * @param span from the first answer that was spoilt to the last; empty without any
 */
record Load(long requests, long spoilt, long lost, Optional<Duration> span) {

  /**
   * Says what the fault did to whom, and when.
   *
   * @param began when the fault began
   * @param over when the rollout had ended: what is lost from then on is not the fault's doing
   */
  record Extent(Case fault, String version, Instant began, Instant over) {
    private boolean spoilt(Answer answer) {
      boolean its = answer.answered() ? answer.version().equals(version) : cut(answer);
      return its && !answer.at().isBefore(began) && fault.spoilt(answer);
    }

    private boolean lost(Answer answer) {
      return !answer.answered() && !cut(answer);
    }

    private boolean cut(Answer answer) {
      return fault.cutsConnections()
          && !answer.at().isBefore(began)
          && answer.sent().isBefore(over);
    }
  }

  /**
   * Counts.
   *
   * @param answers at least those that failed or were slow, in any order
   */
  static Load of(long requests, List<Answer> answers, Extent extent) {
    List<Instant> spoilt =
        answers.stream().filter(extent::spoilt).map(Answer::at).sorted().toList();
    return new Load(requests, spoilt.size(), count(answers, extent::lost), span(spoilt));
  }

  private static long count(List<Answer> answers, Predicate<Answer> which) {
    return answers.stream().filter(which).count();
  }

  private static Optional<Duration> span(List<Instant> sorted) {
    return sorted.stream()
        .max(Comparator.naturalOrder())
        .map(last -> Duration.between(sorted.get(0), last));
  }
}
