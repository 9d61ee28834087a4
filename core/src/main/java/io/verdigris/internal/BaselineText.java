package io.verdigris.internal;

import io.verdigris.spi.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The old colour's record as text, a line for each stretch: {@code PT2.5S 500 3 0.1=480 0.5=499},
 * which is length, requests, errors, and of each bucket its bound in seconds and its count.
 */
final class BaselineText {
  private static final String KEY = "baseline.";
  private static final int LONGEST = 2000;
  private static final String RULE =
      "a duration, requests, errors, and buckets, such as PT2.5S 500 3 0.1=480";

  private BaselineText() {}

  static void write(List<Window> baseline, Map<String, String> out) {
    for (int i = 0; i < baseline.size(); i++) {
      out.put(KEY + String.format("%02d", i), line(baseline.get(i)));
    }
  }

  /** A histogram that is finer than the ledger has room for is left out. */
  private static String line(Window window) {
    String counts = window.length() + " " + window.requests() + " " + window.errors();
    String buckets =
        window.buckets().entrySet().stream()
            .map(b -> " " + b.getKey() + "=" + b.getValue())
            .collect(Collectors.joining());
    return buckets.length() > LONGEST ? counts : counts + buckets;
  }

  static List<Window> read(LedgerFields in) {
    var out = new ArrayList<Window>();
    in.below(KEY).forEach((index, line) -> out.add(window(in, KEY + index, line)));
    return out;
  }

  private static Window window(LedgerFields in, String key, String line) {
    try {
      String[] words = line.split(" ", -1);
      SortedMap<Double, Long> buckets = new TreeMap<>();
      for (int i = 3; i < words.length; i++) {
        int sign = words[i].indexOf('=');
        buckets.put(
            Double.valueOf(words[i].substring(0, sign)),
            Long.valueOf(words[i].substring(sign + 1)));
      }
      return new Window(
          Duration.parse(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), buckets);
    } catch (NumberFormatException | DateTimeException | IndexOutOfBoundsException e) {
      throw in.corrupt(key, line, RULE);
    }
  }
}
