package io.verdigris.examples;

import io.verdigris.testkit.traffic.Answer;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What clients got in one second. Not safe for use by several threads. */
final class Second {
  private static final int WIDTH = 24;

  private final SortedMap<String, Integer> answered = new TreeMap<>();
  private int requests;
  private int failed;

  /** Counts an answer that this version, such as {@code green v2}, has given. */
  void add(Answer answer, String by) {
    requests++;
    if (answer.failed()) {
      failed++;
    } else {
      answered.merge(by, 1, Integer::sum);
    }
  }

  /** Returns it as a line; {@code live} is the colour that the Service selects. */
  String told(boolean terminal, String live) {
    String by =
        answered.entrySet().stream()
            .map(e -> Ink.of(e.getKey()).on(terminal, e.getKey() + " " + e.getValue()))
            .collect(Collectors.joining(", "));
    Ink worst = failed == 0 ? Ink.DIM : Ink.RED;
    return "live "
        + Ink.of(live).on(terminal, padded(live, 5))
        + padded(requests + "/s, ", 8)
        + worst.on(terminal, padded(failed + " failed", 10))
        + (terminal ? bars() + "  " : "")
        + by;
  }

  private static String padded(String text, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s ", text);
  }

  private String bars() {
    var bars = new StringBuilder();
    answered.forEach((by, count) -> bars.append(Ink.of(by).bar(true, share(count))));
    return bars.append(Ink.RED.bar(true, share(failed))).toString();
  }

  private int share(int count) {
    return count == 0 ? 0 : Math.max(1, Math.round((float) count * WIDTH / requests));
  }
}
