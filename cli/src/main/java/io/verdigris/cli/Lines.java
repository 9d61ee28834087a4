package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happens in rollouts, as lines of text. */
final class Lines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private Lines() {}

  /** Returns an event as one line, such as {@code 12:00:01 web-17 DEPLOY DEPLOY begins}. */
  static String of(RolloutEvent event, ZoneId zone) {
    return String.format(
        Locale.ROOT,
        "%s %-8s %-16s %s",
        time(event.at(), zone),
        event.rollout(),
        event.phase(),
        message(event));
  }

  static String time(Instant at, ZoneId zone) {
    return TIME.format(at.atZone(zone));
  }

  /** Returns what happened, with a word for its kind where the sentence alone does not tell. */
  static String message(RolloutEvent event) {
    String message = clean(event.message());
    return switch (event.type()) {
      case WAITING -> "waiting: " + message;
      case RETRY -> "retry: " + message;
      case JUDGEMENT ->
          "judgement "
              + event.details().getOrDefault("judgement", "").toLowerCase(Locale.ROOT)
              + ": "
              + message;
      case PHASE, DONE, SWITCHED, TERMS, SAMPLE, REQUEST, OUTCOME -> message;
    };
  }

  /** Tells whether the outcome, which is printed next, says the same better. */
  static boolean saysTheOutcome(RolloutEvent event) {
    return event.type() == Type.OUTCOME || (event.type() == Type.PHASE && event.phase().isFinal());
  }

  /** Returns an outcome as lines: what and why, then findings and notes. */
  static List<String> of(Application application, RolloutOutcome outcome) {
    var lines = new ArrayList<String>();
    List<Finding> findings = JsonObjects.findings(outcome);
    String why = findings.isEmpty() ? clean(outcome.reason()) : "nothing was changed, because of";
    lines.add(outcome.rollout() + " " + outcome.name() + ": " + why);
    findings.forEach(finding -> lines.add("  - " + clean(finding.toString())));
    lines.add("  live: " + outcome.live().map(Colour::label).orElse("none that could be told"));
    outcome.notes().forEach(note -> lines.add("  note: " + clean(note)));
    if (outcome instanceof RolloutOutcome.Halted) {
      lines.add("  a person must look; " + command("status", application) + " says how it stands");
    }
    return lines;
  }

  /** Returns the command line of a command for an application. */
  static String command(String command, Application application) {
    return "verdigris "
        + command
        + " -n "
        + application.namespace()
        + " -s "
        + application.service();
  }

  /** Keeps what a cluster says from moving the cursor or breaking lines. */
  static String clean(String text) {
    var out = new StringBuilder(text.length());
    text.strip().codePoints().map(Lines::printable).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static int printable(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c;
  }
}
