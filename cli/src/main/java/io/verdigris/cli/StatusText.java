package io.verdigris.cli;

import io.verdigris.Colour;
import io.verdigris.RolloutStatus;
import io.verdigris.spi.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How an application stands, as lines of text. */
final class StatusText {
  private StatusText() {}

  static List<String> of(RolloutStatus status) {
    var lines = new ArrayList<String>();
    lines.add(
        status.application()
            + ": "
            + status
                .live()
                .map(c -> c + " is live, epoch " + status.epoch())
                .orElse("no live colour can be told"));
    for (Colour colour : Colour.values()) {
      Topology.Size size = status.colours().get(colour);
      if (size != null) {
        lines.add(colour(colour, size));
      }
    }
    status.problems().forEach(p -> lines.add("  problem: " + Lines.clean(p.toString())));
    lines.add(rollout(status));
    status.reason().ifPresent(reason -> lines.add("  because: " + Lines.clean(reason)));
    status.possible().forEach(what -> lines.add("  you may: " + what));
    status.history().forEach(line -> lines.add("  before: " + Lines.clean(line)));
    return lines;
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
      return "no rollout yet";
    }
    boolean ended = status.phase().filter(p -> !p.isFinal()).isEmpty();
    return status.rollout().get()
        + ": "
        + status.phase().map(Enum::name).orElse("")
        + status.since().map(at -> " since " + at).orElse("")
        + (ended ? "" : driver(status));
  }

  private static String driver(RolloutStatus status) {
    return status.owner().map(owner -> ", driven by " + owner).orElse(", driven by nobody")
        + (status.ownerAlive() ? "" : ", which shows no sign of life");
  }
}
