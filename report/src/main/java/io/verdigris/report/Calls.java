package io.verdigris.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Keeps calls up to a number and counts the rest. Not safe for use by several threads. */
final class Calls {
  private static final int MOST = 5_000;
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final int most;
  private final List<Call> kept = new ArrayList<>();
  private long total;

  Calls() {
    this(MOST);
  }

  Calls(int most) {
    this.most = most;
  }

  /** One call to the API server; status 0 means that there was no answer. */
  record Call(Instant at, String verb, String path, int status) {
    boolean failed() {
      return status == 0 || status >= 400;
    }

    boolean writes() {
      return !READS.contains(verb);
    }

    boolean isBetween(Instant from, Instant to) {
      return !at.isBefore(from) && at.isBefore(to);
    }
  }

  void add(Call call) {
    total++;
    if (kept.size() < most) {
      kept.add(call);
    }
  }

  /** Returns how many calls there were, kept or not. */
  long total() {
    return total;
  }

  /** Returns how many calls were counted only. */
  long left() {
    return total - kept.size();
  }

  /** Returns the kept calls in the order of their times. */
  List<Call> inOrder() {
    return kept.stream().sorted(Comparator.comparing(Call::at)).toList();
  }

  /** Returns the kept calls from the first moment on and before the second, in order. */
  List<Call> between(Instant from, Instant to) {
    return inOrder().stream().filter(call -> call.isBetween(from, to)).toList();
  }
}
