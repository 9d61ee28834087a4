package io.verdigris.cli;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutStatus;
import io.verdigris.spi.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How an application stands, as lines of text. */
final class StatusText {
  private StatusText() {}

  static List<String> of(RolloutStatus status) {
    var lines = new ArrayList<String>();
    lines.add(
        status.application()
            + ": "
            + status.live().map(c -> c + " is live, epoch " + status.epoch()).orElse(none(status)));
    for (Colour colour : Colour.values()) {
      Topology.Size size = status.colours().get(colour);
      if (size != null) {
        lines.add(colour(colour, size));
      }
    }
    status.problems().forEach(p -> lines.add("  problem: " + Lines.clean(p.toString())));
    lines.add(rollout(status));
    status.waitingFor().ifPresent(what -> lines.add("  waits for: " + Lines.clean(what)));
    status
        .asked()
        .ifPresent(asked -> lines.add("  " + Lines.clean(asked) + "; that is not answered yet"));
    status.reason().ifPresent(reason -> lines.add("  because: " + Lines.clean(reason)));
    status.possible().forEach(what -> lines.add("  you may: " + possible(status, what)));
    status.history().forEach(line -> lines.add("  before: " + Lines.clean(line)));
    return lines;
  }

  private static String none(RolloutStatus status) {
    boolean both =
        status.phase().filter(phase -> phase == Phase.COMPARE || phase == Phase.SHIFT).isPresent()
            && status.problems().isEmpty();
    return both ? "both colours are live, epoch " + status.epoch() : "no live colour can be told";
  }

  private static String possible(RolloutStatus status, RolloutStatus.Possible what) {
    return Lines.clean(what.sentence())
        + command(what.action())
            .map(command -> ": " + Lines.command(command, status.application()))
            .orElse("");
  }

  private static Optional<String> command(RolloutStatus.Action action) {
    return switch (action) {
      case START -> Optional.of("run");
      case START_BACK -> Optional.of("rollback");
      case APPROVE -> Optional.of("approve");
      case ABORT -> Optional.of("abort");
      case RESUME -> Optional.of("resume");
      case MEND -> Optional.empty();
    };
  }

  private static String colour(Colour colour, Topology.Size size) {
    return String.format(
        Locale.ROOT,
        "  %-6s %d/%d ready  %s",
        colour,
        size.ready(),
        size.desired(),
        Lines.clean(size.images()));
  }

  private static String rollout(RolloutStatus status) {
    if (status.rollout().isEmpty()) {
      boolean unreadable =
          status.problems().stream().anyMatch(p -> p.field().equals(Finding.LEDGER));
      return unreadable ? "what was rolled out last cannot be told" : "no rollout yet";
    }
    boolean ended = status.phase().filter(p -> !p.isFinal()).isEmpty();
    return status.rollout().get()
        + ": "
        + status.phase().map(Enum::name).orElse("")
        + status.since().map(at -> " since " + at).orElse("")
        + (ended ? "" : driver(status));
  }

  /** Returns how a rollout under way stands, as one line. */
  static String inOneLine(RolloutStatus status) {
    var line = new StringBuilder(status.rollout().orElse(""));
    status.phase().ifPresent(phase -> line.append(' ').append(phase));
    line.append(": ").append(saidLast(status));
    String live =
        status.live().map(c -> c + " is live, epoch " + status.epoch()).orElse(none(status));
    line.append("; ").append(live);
    for (Colour colour : Colour.values()) {
      Topology.Size size = status.colours().get(colour);
      if (size != null) {
        line.append(", ").append(colour).append(' ').append(size.ready()).append('/');
        line.append(size.desired()).append(" ready");
      }
    }
    return line.append(status.ownerAlive() ? "" : driver(status)).toString();
  }

  /** Returns what matters most of what it says: a wish, then what is waited for, then why. */
  static String saidLast(RolloutStatus status) {
    return Lines.clean(
        status
            .asked()
            .map(asked -> asked + "; that is not answered yet")
            .or(() -> status.waitingFor().map(what -> "waits for: " + what))
            .or(status::reason)
            .orElse(""));
  }

  /** Returns who drives a rollout under way, such as {@code , driven by nobody}. */
  static String driver(RolloutStatus status) {
    if (status.owner().isEmpty()) {
      return ", driven by nobody";
    }
    return ", driven by "
        + Lines.clean(status.owner().get())
        + (status.ownerAlive() ? ", whose Lease is there" : ", which shows no sign of life");
  }
}
