package io.verdigris.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts answers by short stretches of time, called bins, and the version that gave them. Bins are
 * merged in pairs when there are too many of them, so memory does not depend on how long or how
 * busy a rollout is. Not safe for use by several threads.
 */
final class Answers {
  private static final int MOST_BINS = 20_000;
  private static final int MOST_VERSIONS = 12;
  private static final String OTHER = "other";
  private static final Duration FINEST = Duration.ofMillis(250);

  private final int most;
  private final List<String> versions = new ArrayList<>();
  private NavigableMap<Long, Bin> bins = new TreeMap<>();
  private long width = FINEST.toMillis();

  Answers() {
    this(MOST_BINS);
  }

  Answers(int most) {
    this.most = most;
  }

  /** Counts one answer. */
  void add(Instant at, String version, boolean failed) {
    bins.computeIfAbsent(index(at), b -> new Bin()).add(known(version), failed);
    while (bins.size() > most) {
      mergePairs();
    }
  }

  /** Returns what was counted in the bins from the first moment's to the second's, a bar each. */
  List<Bar> between(Instant from, Instant to) {
    List<Bar> bars = new ArrayList<>();
    bins.subMap(index(from), true, index(to), true)
        .forEach((index, bin) -> bars.add(bin.bar(index, width)));
    return bars;
  }

  private long index(Instant at) {
    return Math.floorDiv(at.toEpochMilli(), width);
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
    private final SortedMap<String, Long> failures = new TreeMap<>();

    void add(String version, boolean failed) {
      (failed ? failures : answered).merge(version, 1L, Long::sum);
    }

    void add(Bin other) {
      Bar.addAll(answered, other.answered);
      Bar.addAll(failures, other.failures);
    }

    Bar bar(long index, long width) {
      return new Bar(
          Instant.ofEpochMilli(index * width), Duration.ofMillis(width), answered, failures);
    }
  }
}
