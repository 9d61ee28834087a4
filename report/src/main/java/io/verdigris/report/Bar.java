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
 * @param failed how many requests failed
 */
record Bar(Instant from, Duration length, SortedMap<String, Long> answered, long failed) {
  Bar {
    answered = new TreeMap<>(answered);
  }

  long total() {
    return failed + answered.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns answers a second. */
  double rate() {
    return perSecond(total());
  }

  double perSecond(long count) {
    return count * 1000.0 / length.toMillis();
  }

  double failedShare() {
    return total() == 0 ? 0 : (double) failed / total();
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
      merged.add(sum(bars.subList(i, Math.min(bars.size(), i + group))));
    }
    return merged;
  }

  private static Bar sum(List<Bar> bars) {
    SortedMap<String, Long> answered = new TreeMap<>();
    long failed = 0;
    for (Bar bar : bars) {
      bar.answered.forEach((version, count) -> answered.merge(version, count, Long::sum));
      failed += bar.failed;
    }
    Instant from = bars.get(0).from();
    Instant end = bars.get(bars.size() - 1).end();
    return new Bar(from, Duration.between(from, end), answered, failed);
  }
}
