package io.verdigris.benchmarks.peers;

import io.verdigris.Phase;
import io.verdigris.benchmarks.report.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Writes what was measured in Markdown; figures as least / median / most. */
final class PeersTable {
  private static final String NONE = "–";

  private final Rounds ours;
  private final Optional<Rounds> theirs;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param theirs the other contender's; empty where it was not played
   */
  PeersTable(Rounds ours, Optional<Rounds> theirs) {
    this.ours = ours;
    this.theirs = theirs;
  }

  List<String> lines(List<Floor.Flip> flips) {
    lines.clear();
    sideBySide();
    parts();
    floor(flips);
    requests();
    return List.copyOf(lines);
  }

  private void sideBySide() {
    line("| | Verdigris | Argo Rollouts | ratio of medians | goal |");
    line("|---|---|---|---|---|");
    promotion("**promotion**: update asked for → green ready, ms", p -> millis(p.ready()), "");
    promotion("green ready → selector moved, ms", p -> millis(p.moved()), "≤ 150");
    promotion("selector moved → slices list green, ms", p -> millis(p.slices()), "");
    promotion(
        "selector moved → last answer from blue, new connections, ms",
        p -> p.fresh().flatMap(PeersTable::millis),
        "");
    promotion(
        "green ready → last answer from blue, new connections, ms",
        p -> p.fresh().map(p.moved()::plus).flatMap(PeersTable::millis),
        "");
    promotion(
        "selector moved → last answer from blue, kept connections, ms",
        p -> p.kept().flatMap(PeersTable::millis),
        "");
    promotion("API requests", p -> Optional.of(p.usage().total()), "≤ Argo Rollouts'");
    promotion("API requests that write", p -> Optional.of(p.usage().writes()), "");
    promotion("CPU time, ms", p -> millis(p.usage().cpu()), "");
    promotion("resident memory afterwards, MB", p -> megabytes(p.usage().resident()), "");
    sums("failed requests", Rounds::promotions, Promotion::failed, Promotion::requests, "0");
    String half = "≤ half of Argo Rollouts'";
    rollback("**rollback**: first → last bad answer, new connections, ms", TakenBack::fresh, half);
    rollback("the same on kept connections, ms", TakenBack::kept, half);
    row("bad answers", r -> values(r.rollbacks(), t -> Optional.of(t.bad())), "");
    sums("requests without answer", Rounds::rollbacks, TakenBack::lost, TakenBack::requests, "0");
  }

  private static Optional<Long> millis(Duration time) {
    return Optional.of(time.toMillis());
  }

  private static Optional<Long> megabytes(long bytes) {
    return bytes == 0 ? Optional.empty() : Optional.of(bytes / 1_000_000);
  }

  private void promotion(String what, Function<Promotion, Optional<Long>> figure, String goal) {
    row(what, rounds -> values(rounds.promotions(), figure), goal);
  }

  private void rollback(String what, Function<TakenBack, Duration> figure, String goal) {
    row(what, rounds -> values(rounds.rollbacks(), t -> millis(figure.apply(t))), goal);
  }

  private static <T> List<Long> values(List<T> rounds, Function<T, Optional<Long>> figure) {
    return rounds.stream().flatMap(round -> figure.apply(round).stream()).toList();
  }

  private void row(String what, Function<Rounds, List<Long>> figures, String goal) {
    List<Long> our = figures.apply(ours);
    List<Long> their = theirs.map(figures).orElse(List.of());
    line("| %s | %s | %s | %s | %s |", what, spread(our), spread(their), ratio(our, their), goal);
  }

  private static String ratio(List<Long> our, List<Long> their) {
    if (our.isEmpty() || their.isEmpty() || Spread.of(their).median() == 0) {
      return NONE;
    }
    double ratio = Spread.of(our).median() / Spread.of(their).median();
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  private <T> void sums(
      String what,
      Function<Rounds, List<T>> rounds,
      ToLongFunction<T> some,
      ToLongFunction<T> all,
      String goal) {
    Function<Rounds, String> sum =
        side ->
            String.format(
                Locale.ROOT,
                "%,d of %,d",
                rounds.apply(side).stream().mapToLong(some).sum(),
                rounds.apply(side).stream().mapToLong(all).sum());
    String their = theirs.map(sum).orElse(NONE);
    line("| %s, of all | %s | %s | %s | %s |", what, sum.apply(ours), their, NONE, goal);
  }

  private void parts() {
    List<Parts> all = ours.promotions().stream().flatMap(p -> p.parts().stream()).toList();
    line("");
    line("| Verdigris, from green ready until | ms |");
    line("|---|---|");
    Set<String> names = new LinkedHashSet<>();
    all.forEach(parts -> names.addAll(parts.done().keySet()));
    for (String name : names) {
      Function<Parts, Optional<Long>> at =
          p -> Optional.ofNullable(p.done().get(name)).map(Duration::toMillis);
      line("| %s | %s |", name, spread(values(all, at)));
    }
    line(
        "| of all that: requests that write the ledger | %s |",
        spread(values(all, p -> millis(p.ledger()))));
    line(
        "| of all that: requests, of whatever kind, not ms | %s |",
        spread(values(all, p -> Optional.of(p.requests()))));
  }

  private void floor(List<Floor.Flip> flips) {
    line("");
    line("| nothing but the patch, on an idle pair | ms |");
    line("|---|---|");
    line("| patch sent → answered | %s |", flips(flips, Floor.Flip::answered));
    line("| answered → slices list the other colour | %s |", flips(flips, Floor.Flip::slices));
    line(
        "| answered → its first answer on a new connection | %s |",
        flips(flips, Floor.Flip::reached));
  }

  private static String flips(List<Floor.Flip> flips, Function<Floor.Flip, Duration> figure) {
    return spread(values(flips, flip -> millis(figure.apply(flip))));
  }

  private void requests() {
    int rounds = ours.promotions().size();
    line("");
    line("| Verdigris' requests of a promotion, on average, by phase | |");
    line("|---|---|");
    for (String phase : phases()) {
      Map<String, Long> kinds = ours.requests().getOrDefault(phase, Map.of());
      var told = new ArrayList<String>();
      new TreeSet<>(kinds.keySet())
          .forEach(kind -> told.add(mean(kinds.getOrDefault(kind, 0L), rounds) + " " + kind));
      line("| %s | %s |", phase, String.join(", ", told));
    }
  }

  private List<String> phases() {
    return Arrays.stream(Phase.values())
        .map(Enum::name)
        .filter(ours.requests()::containsKey)
        .toList();
  }

  private static String mean(long sum, int rounds) {
    return String.format(Locale.ROOT, "%.1f", (double) sum / Math.max(1, rounds));
  }

  private static String spread(List<Long> figures) {
    return figures.isEmpty() ? NONE : Spread.of(figures).toString();
  }

  private void line(String format, Object... fields) {
    lines.add(fields.length == 0 ? format : String.format(Locale.ROOT, format, fields));
  }
}
