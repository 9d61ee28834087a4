package io.verdigris.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts answers by the second and the version that gave them. Seconds are merged in pairs when
 * there are too many of them, so memory does not depend on how long or how busy a rollout is. Not
 * safe for use by several threads.
 */
final class Answers {
  private static final int MOST_BINS = 20_000;
  private static final int MOST_VERSIONS = 12;
  private static final String OTHER = "other";

  private NavigableMap<Long, Bin> bins = new TreeMap<>();
  private final List<String> versions = new ArrayList<>();
  private long width = 1;

  /** Counts one answer. */
  void add(Instant at, String version, boolean failed) {
    Bin bin = bins.computeIfAbsent(Math.floorDiv(at.getEpochSecond(), width), b -> new Bin());
    if (failed) {
      bin.failed++;
    } else {
      bin.answered.merge(known(version), 1L, Long::sum);
    }
    if (bins.size() > MOST_BINS) {
      mergePairs();
    }
  }

  /**
   * Returns what was counted from the first moment on and before the second, a bar for each bin.
   */
  List<Bar> between(Instant from, Instant to) {
    long first = Math.floorDiv(from.getEpochSecond(), width);
    long last = Math.floorDiv(to.getEpochSecond(), width);
    List<Bar> bars = new ArrayList<>();
    bins.subMap(first, true, last, true).forEach((index, bin) -> bars.add(bin.bar(index, width)));
    return bars;
  }

  private String known(String version) {
    if (!versions.contains(version)) {
      if (versions.size() >= MOST_VERSIONS) {
        return OTHER;
      }
      versions.add(version);
    }
    return version;
  }

  private void mergePairs() {
    NavigableMap<Long, Bin> merged = new TreeMap<>();
    bins.forEach(
        (index, bin) -> merged.computeIfAbsent(Math.floorDiv(index, 2L), b -> new Bin()).add(bin));
    bins = merged;
    width *= 2;
  }

  private static final class Bin {
    private final SortedMap<String, Long> answered = new TreeMap<>();
    private long failed;

    void add(Bin other) {
      other.answered.forEach((version, count) -> answered.merge(version, count, Long::sum));
      failed += other.failed;
    }

    Bar bar(long index, long width) {
      return new Bar(
          Instant.ofEpochSecond(index * width), Duration.ofSeconds(width), answered, failed);
    }
  }
}
