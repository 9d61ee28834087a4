package io.verdigris.cli;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.cli.LiveState.Rate;
import io.verdigris.cli.LiveState.Visit;
import io.verdigris.cli.StyledLine.Style;
import io.verdigris.spi.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws a rollout as lines. Pure.
 *
 * @param soak how long MONITOR will take; empty where that is not known
 */
record LiveView(Optional<Duration> soak) {
  private static final List<Phase> BACK =
      List.of(Phase.ROLL_BACK, Phase.CONFIRM_ROLLBACK, Phase.CLEAN_UP);

  List<StyledLine> draw(LiveState state, Instant now) {
    var lines = new ArrayList<StyledLine>();
    lines.add(title(state, now));
    lines.add(StyledLine.empty());
    phases(state, now, lines);
    lines.add(StyledLine.empty());
    for (Colour colour : Colour.values()) {
      lines.add(colour(state, colour));
    }
    lines.add(traffic(state));
    lines.add(StyledLine.empty());
    lines.add(StyledLine.of("  " + state.message()));
    return lines;
  }

  private static StyledLine title(LiveState state, Instant now) {
    StyledLine title =
        StyledLine.empty().and(state.rollout(), Style.BOLD).and("  " + state.application());
    return state.visits().isEmpty()
        ? title
        : title.and("  " + time(state.visits().get(0).began(), now), Style.DIM);
  }

  private static String time(Instant from, Instant to) {
    Duration duration = Duration.between(from, to);
    return Durations.text(duration.isNegative() ? Duration.ZERO : duration);
  }

  private void phases(LiveState state, Instant now, List<StyledLine> lines) {
    List<Visit> visits = state.visits();
    for (int i = 0; i < visits.size(); i++) {
      boolean last = i == visits.size() - 1;
      Instant end = last ? now : visits.get(i + 1).began();
      lines.add(last ? present(visits.get(i), end) : past(visits, i, end));
    }
    ahead(visits).forEach(phase -> lines.add(row("  ", phase, "", Style.DIM)));
  }

  private static StyledLine row(String mark, Phase phase, String rest, Style style) {
    return StyledLine.of("  ")
        .and(String.format(Locale.ROOT, "%s%-17s", mark, phase), style)
        .and(rest);
  }

  private static StyledLine past(List<Visit> visits, int i, Instant end) {
    Visit visit = visits.get(i);
    boolean failed = isBack(visits.get(i + 1).phase()) && !isBack(visit.phase());
    String took = time(visit.began(), end);
    return failed
        ? row("x ", visit.phase(), took, Style.BAD)
        : row("+ ", visit.phase(), took, Style.GOOD);
  }

  private StyledLine present(Visit visit, Instant now) {
    if (visit.phase().isFinal()) {
      return row("= ", visit.phase(), "", visit.phase() == Phase.PROMOTED ? Style.GOOD : Style.BAD);
    }
    String of =
        visit.phase() == Phase.MONITOR ? soak.map(s -> " of " + Durations.text(s)).orElse("") : "";
    return row("> ", visit.phase(), time(visit.began(), now) + of, Style.CURRENT);
  }

  private static boolean isBack(Phase phase) {
    return BACK.contains(phase) || (phase.isFinal() && phase != Phase.PROMOTED);
  }

  private static List<Phase> ahead(List<Visit> visits) {
    if (visits.isEmpty()) {
      return Phase.FORWARD;
    }
    Phase present = visits.get(visits.size() - 1).phase();
    List<Phase> way = BACK.contains(present) ? BACK : Phase.FORWARD;
    // from COMPARE the soak begins anew
    int at =
        switch (present) {
          // steps come only where they were asked for
          case SHIFT -> way.indexOf(Phase.VERIFY);
          case COMPARE -> way.indexOf(Phase.CONFIRM);
          default -> way.indexOf(present);
        };
    return at < 0 ? List.of() : way.subList(at + 1, way.size());
  }

  private static StyledLine colour(LiveState state, Colour colour) {
    boolean live = state.live().filter(colour::equals).isPresent();
    Topology.Size size = state.colours().get(colour);
    String pods = size == null ? "-" : size.ready() + "/" + size.desired() + " ready";
    return StyledLine.of(live ? "  * " : "    ")
        .and(
            String.format(Locale.ROOT, "%-6s", colour),
            colour == Colour.BLUE ? Style.BLUE : Style.GREEN)
        .and(String.format(Locale.ROOT, " %-12s", pods))
        .and(
            live
                ? String.format(Locale.ROOT, "%-15s", "live, epoch " + state.epoch())
                : " ".repeat(15))
        .and(size == null ? "" : Lines.clean(size.images()), Style.DIM);
  }

  private static StyledLine traffic(LiveState state) {
    if (state.driver().isPresent()) {
      return StyledLine.of("    ").and(state.driver().get(), Style.DIM);
    }
    return state
        .rate()
        .map(LiveView::traffic)
        .orElseGet(() -> StyledLine.of("    ").and("no requests counted", Style.DIM));
  }

  private static StyledLine traffic(Rate rate) {
    return StyledLine.of(
            String.format(Locale.ROOT, "    %.1f requests/s, ", rate.requestsPerSecond()))
        .and(
            String.format(Locale.ROOT, "%.2f %% failed", rate.errorShare() * 100),
            rate.errorShare() > 0 ? Style.BAD : Style.GOOD)
        .and(
            String.format(
                Locale.ROOT,
                "  (%d requests, %d failed)",
                rate.total().requests(),
                rate.total().errors()),
            Style.DIM);
  }
}
