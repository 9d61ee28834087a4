package io.verdigris.examples;

import io.verdigris.testkit.traffic.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what clients see while one rollout runs. Safe for use by several threads. */
final class Account {
  private final Map<String, Long> failures = new HashMap<>();
  private final Map<Boolean, Span> bad = new HashMap<>();
  private final SortedMap<String, Long> lost = new TreeMap<>();
  private long requests;
  private long failed;

  /** From a first moment to a last one. */
  private record Span(Instant first, Instant last) {
    Span with(Span other) {
      return new Span(
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last);
    }
  }

  synchronized void add(Answer answer, boolean kept) {
    requests++;
    if (answer.failed()) {
      failed++;
      failures.merge(answer.version(), 1L, Long::sum);
      bad.merge(kept, new Span(answer.at(), answer.at()), Span::with);
    }
    if (!answer.answered()) {
      lost.merge(answer.problem(), 1L, Long::sum);
    }
  }

  /** Returns how many requests have ended, well or not. */
  synchronized long requests() {
    return requests;
  }

  /** Returns how many of them failed: no answer, or a status of 500 or more. */
  synchronized long failed() {
    return failed;
  }

  /** Returns how many failures were this version's own answers. */
  synchronized long failedBy(String version) {
    return failures.getOrDefault(version, 0L);
  }

  /** Returns why requests got no answer, and how often. */
  synchronized SortedMap<String, Long> unanswered() {
    return new TreeMap<>(lost);
  }

  /** Returns the time from the first failure to the last, on kept or on new connections. */
  synchronized Optional<Duration> badFor(boolean kept) {
    return Optional.ofNullable(bad.get(kept)).map(s -> Duration.between(s.first(), s.last()));
  }
}
