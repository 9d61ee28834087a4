package io.verdigris.hooks;

import io.verdigris.http.Via;
import io.verdigris.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of the hook {@code drain}, read and checked.
 *
 * @param path where each pod is called
 * @param method by which method
 * @param port at which port; empty for the serving one
 * @param via how pods are reached
 * @param count what tells their open connections; empty when nothing does
 * @param deadline for how long those are waited for
 */
record DrainPlan(
    String path,
    String method,
    OptionalInt port,
    Via via,
    Optional<Count> count,
    Duration deadline) {
  private static final List<String> KEYS =
      List.of(
          "path",
          "method",
          "port",
          "via",
          "connections",
          "gauge",
          "deadline",
          "phase",
          "moment",
          "timeout");
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration HOOK_TIMEOUT = Duration.ofMinutes(10);

  /** The last calls take their time too, and a hook that is not done in time fails. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /**
   * What tells a pod's open connections.
   *
   * @param path the path of the page
   * @param gauge the gauge on it
   */
  record Count(String path, Gauge gauge) {}

  static DrainPlan parse(Map<String, String> values) {
    var s = new Settings(Drain.ID, values);
    s.refuseOthers(KEYS);
    return new DrainPlan(
        s.path("path"),
        s.oneOf("method", "POST", "PUT", "GET"),
        s.text("port").isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(s.number("port", 0, 1, 65535)),
        Via.of(s),
        count(s),
        deadline(s));
  }

  private static Optional<Count> count(Settings s) {
    if (s.text("connections").isEmpty() && s.text("gauge").isEmpty()) {
      return Optional.empty();
    }
    Gauge gauge =
        s.text("gauge")
            .flatMap(Gauge::parse)
            .orElseThrow(
                () ->
                    s.wrong(
                        "gauge",
                        "must be a metric's name, such as websockets_open, or name{label=\"value\"}"));
    return Optional.of(new Count(s.path("connections"), gauge));
  }

  private static Duration deadline(Settings s) {
    Duration deadline = s.duration("deadline", LONGEST).orElse(Duration.ofMinutes(5));
    Duration timeout = s.duration("timeout", LONGEST.multipliedBy(2)).orElse(HOOK_TIMEOUT);
    if (deadline.plus(MARGIN).compareTo(timeout) > 0) {
      throw s.wrong(
          "timeout",
          "must be at least a minute more than the deadline of "
              + deadline
              + " (the default is "
              + HOOK_TIMEOUT
              + ")");
    }
    return deadline;
  }
}
