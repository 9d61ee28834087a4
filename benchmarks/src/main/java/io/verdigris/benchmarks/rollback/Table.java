package io.verdigris.benchmarks.rollback;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Writes what was measured in Markdown; times in seconds, as least / median / most. */
final class Table {
  static final String HEAD =
      """
      | green | read from | outcome | decided after | back after | bad answers for, new connections \
      | kept connections | requests | bad | lost | why, the last time |
      |---|---|---|---|---|---|---|---|---|---|---|\
      """;

  private Table() {}

  static String row(Case fault, Reading reading, List<Round> rounds) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %,d | %,d | %,d | %s |",
        fault.title(),
        reading.title(),
        outcomes(fault, rounds),
        seconds(rounds, Round::decided),
        seconds(rounds, Round::back),
        seconds(rounds, r -> r.fresh().span()),
        seconds(rounds, r -> r.kept().span()),
        sum(rounds, r -> r.fresh().requests() + r.kept().requests()),
        sum(rounds, r -> r.fresh().spoilt() + r.kept().spoilt()),
        sum(rounds, Round::lost),
        rounds.get(rounds.size() - 1).why().replace("|", "\\|"));
  }

  private static String outcomes(Case fault, List<Round> rounds) {
    return rounds.stream()
        .map(Round::outcome)
        .distinct()
        .map(outcome -> fault.mayEnd(outcome) ? outcome : "**" + outcome + "**")
        .collect(Collectors.joining(", "));
  }

  private static long sum(List<Round> rounds, ToLongFunction<Round> figure) {
    return rounds.stream().mapToLong(figure).sum();
  }

  private static String seconds(List<Round> rounds, Function<Round, Optional<Duration>> figure) {
    List<Duration> sorted =
        rounds.stream().flatMap(round -> figure.apply(round).stream()).sorted().toList();
    return switch (sorted.size()) {
      case 0 -> "–";
      case 1 -> seconds(sorted.get(0));
      default ->
          seconds(sorted.get(0))
              + " / "
              + seconds(sorted.get((sorted.size() - 1) / 2))
              + " / "
              + seconds(sorted.get(sorted.size() - 1));
    };
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
  }
}
