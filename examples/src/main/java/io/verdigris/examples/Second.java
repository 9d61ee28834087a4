package io.verdigris.examples;

import io.verdigris.testkit.traffic.Answer;
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
    String failures = failed == 0 ? "0 failed" : Ink.RED.on(terminal, failed + " failed");
    String line = "live " + Ink.of(live).on(terminal, live) + "  " + requests + "/s, " + failures;
    return line + (terminal ? "  " + bars() : "") + "  " + by;
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
