package io.verdigris.judging;

import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Windows that follow each other, put together. */
public final class Windows {
  private static final Window NOTHING = new Window(Duration.ZERO, 0, 0, new TreeMap<>());

  private Windows() {}

  /** Returns them as one; without any, nothing in no time. */
  public static Window sum(List<Window> windows) {
    return windows.stream().reduce(Windows::add).orElse(NOTHING);
  }

  private static Window add(Window a, Window b) {
    SortedMap<Double, Long> buckets = new TreeMap<>(a.buckets());
    b.buckets().forEach((bound, count) -> buckets.merge(bound, count, Long::sum));
    return new Window(
        a.length().plus(b.length()), a.requests() + b.requests(), a.errors() + b.errors(), buckets);
  }

  /** Returns them in so many at most, put together evenly with those beside them. */
  public static List<Window> atMost(List<Window> windows, int most) {
    int count = Math.min(most, windows.size());
    return IntStream.range(0, count)
        .mapToObj(
            i -> sum(windows.subList(windows.size() * i / count, windows.size() * (i + 1) / count)))
        .toList();
  }

  /** Returns the windows from the beginning of each to the end of the last, longest first. */
  public static List<Window> suffixes(List<Window> windows) {
    var out = new ArrayList<Window>();
    Window after = NOTHING;
    for (int i = windows.size() - 1; i >= 0; i--) {
      after = add(windows.get(i), after);
      out.add(after);
    }
    Collections.reverse(out);
    return out;
  }
}
