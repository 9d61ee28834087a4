package io.verdigris.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps calls up to a number and counts the rest. Not safe for use by several threads. */
final class Calls {
  private static final int MOST = 20_000;

  private final List<Call> kept = new ArrayList<>();
  private long total;

  /** One call to the API server; status 0 means that there was no answer. */
  record Call(Instant at, String verb, String path, int status) {
    boolean failed() {
      return status == 0 || status >= 400;
    }
  }

  void add(Call call) {
    total++;
    if (kept.size() < MOST) {
      kept.add(call);
    }
  }

  long total() {
    return total;
  }

  long left() {
    return total - kept.size();
  }

  /** Returns the kept calls in the order of their times. */
  List<Call> inOrder() {
    return kept.stream().sorted(Comparator.comparing(Call::at)).toList();
  }
}
