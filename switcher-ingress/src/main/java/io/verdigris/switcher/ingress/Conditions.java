package io.verdigris.switcher.ingress;

import io.verdigris.spi.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a controller says of an object.
 *
 * @param who who says it, for messages
 * @param status what holds the list of conditions
 */
record Conditions(String who, Fields status) {
  private static final Duration SOON = Duration.ofMillis(500);

  /** Answers that nothing has been said yet. */
  static Progress<String> unsaid(String lookAt) {
    return Progress.waiting(lookAt, SOON);
  }

  /** Returns the one that says more: a refusal rather than that something is not known yet. */
  static Progress<String> worse(Progress<String> one, Progress<String> other) {
    return one instanceof Progress.Failed<String> ? one : other;
  }

  /** Tells whether a condition is true of this generation; failed when it is false of it. */
  Progress<String> of(String type, long generation) {
    Optional<Fields> found =
        status.list("conditions").stream().filter(c -> c.text("type").equals(type)).findFirst();
    if (found.isEmpty()) {
      return unsaid(who + " has not said condition " + type + " yet");
    }
    Fields condition = found.get();
    int observed = condition.number("observedGeneration", 0);
    String told = who + " says " + type + " is " + condition.text("status") + reasons(condition);
    if (observed < generation) {
      return unsaid(told + ", but of generation " + observed + " instead of " + generation);
    }
    return switch (condition.text("status")) {
      case "True" -> Progress.done(told);
      case "False" -> Progress.failed(told);
      default -> unsaid(told);
    };
  }

  private static String reasons(Fields condition) {
    String details =
        condition.list("errors").stream()
            .map(error -> "; " + error.text("reason") + ": " + error.text("message"))
            .collect(Collectors.joining());
    return " (" + condition.text("reason") + ": " + condition.text("message") + details + ")";
  }
}
