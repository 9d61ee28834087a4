package io.verdigris.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts calls to the API server in equal stretches of time, reads and writes apart. */
final class CallBins {
  private final SortedMap<Long, Bin> bins = new TreeMap<>();

  /** Calls of one stretch of time. */
  record Bin(Instant from, Instant to, int reads, int writes, int failed) {
    Bin with(Calls.Call call) {
      int write = call.writes() ? 1 : 0;
      return new Bin(from, to, reads + 1 - write, writes + write, failed + (call.failed() ? 1 : 0));
    }

    String told() {
      String refused = failed == 0 ? "" : ", " + failed + " of them refused or unanswered";
      return reads + " reads, " + writes + " writes" + refused;
    }
  }

  CallBins(List<Calls.Call> calls, Chart.Window window, int count) {
    long nanos = Duration.between(window.from(), window.to()).toNanos();
    long width = Math.max(1, nanos / count);
    for (Calls.Call call : calls) {
      long index = Duration.between(window.from(), call.at()).toNanos() / width;
      Instant from = window.from().plusNanos(index * width);
      Bin bin = bins.getOrDefault(index, new Bin(from, from.plusNanos(width), 0, 0, 0)).with(call);
      bins.put(index, bin);
    }
  }

  /** Returns the stretches in which there was a call. */
  List<Bin> filled() {
    return List.copyOf(bins.values());
  }

  /** Returns the highest number of calls in one stretch; 1 when there is none. */
  int most() {
    return bins.values().stream().mapToInt(bin -> bin.reads() + bin.writes()).max().orElse(1);
  }
}
