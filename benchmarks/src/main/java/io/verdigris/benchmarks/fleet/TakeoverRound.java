package io.verdigris.benchmarks.fleet;

import io.verdigris.benchmarks.report.BarChart;
import io.verdigris.benchmarks.report.Spread;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What was seen when a process ended.
 *
 * @param resumed of each rollout that it left, how long in ms after its Lease had run out or was
 *     taken away
 * @param sinceEnd the same since the process ended
 * @param promoted how many rollouts were promoted, of those of all processes
 * @param applications how many there were
 * @param wrong what was lost, doubled or ended otherwise
 */
record TakeoverRound(
    List<Long> resumed, List<Long> sinceEnd, long promoted, int applications, List<String> wrong) {
  static final String HEAD =
      """
      | one of | ended | Lease, s | rollouts left | resumed after | s, least / median / most \
      | after its end, s | goal, s | promoted | wrong |
      |---|---|---|---|---|---|---|---|---|---|\
      """;

  static String row(Takeover.Way way, Takeover.Terms terms, List<TakeoverRound> rounds) {
    List<Long> resumed = all(rounds, TakeoverRound::resumed);
    double goal = way == Takeover.Way.KILLED ? 2 : 1;
    boolean reached = resumed.stream().allMatch(millis -> millis < goal * 1000);
    return String.format(
        Locale.ROOT,
        "| %d | %s | %d | %d | %s | %s | %s | %.0f (%s) | %d of %d | %d |",
        terms.processes(),
        way.title(),
        terms.lease().toSeconds(),
        resumed.size(),
        way.since(),
        seconds(resumed),
        seconds(all(rounds, TakeoverRound::sinceEnd)),
        goal,
        reached ? "reached" : "**missed**",
        rounds.stream().mapToLong(TakeoverRound::promoted).sum(),
        rounds.stream().mapToLong(TakeoverRound::applications).sum(),
        rounds.stream().mapToLong(round -> round.wrong().size()).sum());
  }

  static void bar(
      BarChart chart, Takeover.Way way, Takeover.Terms terms, List<TakeoverRound> rounds) {
    List<Double> seconds =
        all(rounds, TakeoverRound::resumed).stream().map(millis -> millis / 1000.0).toList();
    if (!seconds.isEmpty()) {
      chart.bar(way.title() + ", Lease " + terms.lease().toSeconds() + " s", Spread.of(seconds));
    }
  }

  private static List<Long> all(
      List<TakeoverRound> rounds, Function<TakeoverRound, List<Long>> figure) {
    return rounds.stream().flatMap(round -> figure.apply(round).stream()).toList();
  }

  private static String seconds(List<Long> millis) {
    if (millis.isEmpty()) {
      return "–";
    }
    var all = Quantiles.of(millis);
    return String.format(
        Locale.ROOT,
        "%.2f / %.2f / %.2f",
        all.at(0) / 1000.0,
        all.at(0.5) / 1000.0,
        all.at(1) / 1000.0);
  }
}
