package io.verdigris.hooks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What keeps an old colour from being drained, as one look found it. */
final class Undrained {
  private final List<String> untold = new ArrayList<>();
  private final List<String> uncounted = new ArrayList<>();
  private long connections;
  private int busy;

  /** Adds a pod that could not be called, with the reason. */
  void untold(String pod) {
    untold.add(pod);
  }

  /** Adds a pod whose connections could not be read, with the reason. */
  void uncounted(String pod) {
    uncounted.add(pod);
  }

  /** Adds the open connections of a pod. */
  void open(long here) {
    connections += here;
    busy += here > 0 ? 1 : 0;
  }

  boolean isEmpty() {
    return untold.isEmpty() && uncounted.isEmpty() && busy == 0;
  }

  /** Says what is waited for. */
  String awaited() {
    return sentence(
        open() + " to end",
        "a good answer of " + first(untold),
        "the open connections of " + first(uncounted));
  }

  /** Says what was left when the deadline was over. */
  String after(Duration deadline) {
    String spoken = deadline.toString().substring(2).toLowerCase(Locale.ROOT);
    return sentence(
        open() + " were still open after the deadline of " + spoken,
        pods(untold.size()) + " could not be told to drain: " + first(untold),
        "the connections of " + pods(uncounted.size()) + " could not be read: " + first(uncounted));
  }

  private String sentence(String ofOpen, String ofUntold, String ofUncounted) {
    return Stream.of(
            busy == 0 ? "" : ofOpen,
            untold.isEmpty() ? "" : ofUntold,
            uncounted.isEmpty() ? "" : ofUncounted)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private String open() {
    return (connections == 1 ? "1 connection" : connections + " connections") + " of " + pods(busy);
  }

  private static String first(List<String> pods) {
    return pods.isEmpty()
        ? ""
        : pods.get(0) + (pods.size() == 1 ? "" : " and " + (pods.size() - 1) + " more");
  }

  static String pods(int count) {
    return count == 1 ? "1 pod" : count + " pods";
  }
}
