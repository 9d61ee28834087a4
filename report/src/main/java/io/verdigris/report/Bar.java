package io.verdigris.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was answered in a stretch of time.
 *
 * @param from when it begins
 * @param length how long it is, longer than zero
 * @param answered version to how many requests it answered well
 * @param failures version to how many of its requests failed
 */
record Bar(
    Instant from,
    Duration length,
    SortedMap<String, Long> answered,
    SortedMap<String, Long> failures) {
  Bar {
    answered = new TreeMap<>(answered);
    failures = new TreeMap<>(failures);
  }

  long failed() {
    return sum(failures);
  }

  long total() {
    return failed() + sum(answered);
  }

  double perSecond(long count) {
    return count * 1000.0 / length.toMillis();
  }

  double failedShare() {
    return total() == 0 ? 0 : (double) failed() / total();
  }

  Instant end() {
    return from.plus(length);
  }

  /** Merges neighbours so that no more bars than this are left. */
  static List<Bar> atMost(int most, List<Bar> bars) {
    int group = (bars.size() + most - 1) / most;
    if (group <= 1) {
      return bars;
    }
    List<Bar> merged = new ArrayList<>();
    for (int i = 0; i < bars.size(); i += group) {
      merged.add(merged(bars.subList(i, Math.min(bars.size(), i + group))));
    }
    return merged;
  }

  /** Adds up what neighbours count, from the beginning of the first to the end of the last. */
  private static Bar merged(List<Bar> bars) {
    SortedMap<String, Long> answered = new TreeMap<>();
    SortedMap<String, Long> failures = new TreeMap<>();
    for (Bar bar : bars) {
      addAll(answered, bar.answered);
      addAll(failures, bar.failures);
    }
    Instant from = bars.get(0).from();
    Instant end = bars.get(bars.size() - 1).end();
    return new Bar(from, Duration.between(from, end), answered, failures);
  }

  /** Adds these counts to those. */
  static void addAll(SortedMap<String, Long> counts, SortedMap<String, Long> more) {
    more.forEach((version, count) -> counts.merge(version, count, Long::sum));
  }

  private static long sum(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
