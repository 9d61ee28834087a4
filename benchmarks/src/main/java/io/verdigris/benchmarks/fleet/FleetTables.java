package io.verdigris.benchmarks.fleet;

import io.verdigris.benchmarks.report.Chart;
import io.verdigris.benchmarks.report.LeastSquares;
import io.verdigris.benchmarks.report.LineChart;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what was measured of fleets in Markdown. */
final class FleetTables {
  static final String HEAD =
      """
      | applications | all done, s | green ready to switched, ms: median / p99 | API requests | a rollout \
      | live heap, MB: most | at the end | resident, MB | threads | CPU, s | CPU a rollout, ms | sockets | failed |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|\
      """;

  private static final double MEGA = 1 << 20;
  private static final int KINDS = 12;
  private static final int GOAL_APPLICATIONS = 1000;
  private static final int GOAL_HEAP = 256;
  private static final int GOAL_THREADS = 40;
  private static final double GOAL_EXPONENT = 1.05;

  private FleetTables() {}

  static String row(FleetRun run) {
    return text(
        "| %,d | %.1f | %,d / %,d | %,d | %.1f | %.1f | %.1f | %s | %d | %.1f | %.1f | %d | %d |",
        run.applications(),
        run.seconds(),
        run.readyToSwitched().at(0.5),
        run.readyToSwitched().at(0.99),
        run.requests(),
        (double) run.requests() / run.applications(),
        run.heap() / MEGA,
        run.after().heap() / MEGA,
        run.resident().map(bytes -> text("%.0f", bytes / MEGA)).orElse("–"),
        run.after().mostThreads(),
        run.cpu().toMillis() / 1000.0,
        run.cpuMillis(),
        run.sockets(),
        run.failures().size());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Where the time goes: each phase's median and 99th percentile, and what threads did. */
  static String phases(List<FleetRun> runs) {
    List<String> names =
        runs.stream()
            .flatMap(run -> run.phases().stream().map(line -> line.text("name")))
            .distinct()
            .toList();
    String head =
        "| applications | "
            + String.join(" | ", names)
            + " | threads waited for the API, % | worked, % | machine busy, % |\n|"
            + "---|".repeat(names.size() + 4);
    return Stream.concat(Stream.of(head), runs.stream().map(run -> phases(run, names)))
        .collect(Collectors.joining("\n"));
  }

  private static String phases(FleetRun run, List<String> names) {
    Map<String, String> times =
        run.phases().stream()
            .collect(Collectors.toMap(line -> line.text("name"), FleetTables::seconds));
    return text(
        "| %,d | %s | %.0f | %.0f | %s |",
        run.applications(),
        names.stream()
            .map(name -> times.getOrDefault(name, "–"))
            .collect(Collectors.joining(" | ")),
        100 * run.waiting(),
        100 * run.busy(),
        run.machine().map(share -> text("%.0f", 100 * share)).orElse("–"));
  }

  private static String seconds(Line phase) {
    return text("%.1f / %.1f", phase.number("p50") / 1000.0, phase.number("p99") / 1000.0);
  }

  /** The kinds of requests that there are most of, for each rollout. */
  static String requests(FleetRun run) {
    return run.requestsByKind().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(KINDS)
        .map(e -> text("%s %.1f", e.getKey(), (double) e.getValue() / run.applications()))
        .collect(Collectors.joining(", "));
  }

  /** The exponents, where there is more than one size. */
  static String growth(List<FleetRun> runs) {
    return Stream.of(
            exponent("time", runs, FleetRun::seconds),
            exponent("requests", runs, FleetRun::requests),
            exponent("heap", runs, FleetRun::heap),
            exponent("CPU", runs, run -> run.cpu().toMillis()))
        .collect(
            Collectors.joining(
                ", ", "Grows with the number of applications to the power of: ", ""));
  }

  private static String exponent(
      String what, List<FleetRun> runs, ToDoubleFunction<FleetRun> figure) {
    double exponent =
        LeastSquares.exponent(
            runs.stream()
                .map(r -> new Chart.Point(r.applications(), figure.applyAsDouble(r)))
                .toList());
    return text("%s %.2f (%s)", what, exponent, verdict(exponent <= GOAL_EXPONENT));
  }

  /** Time, requests, memory and processor time over the number of applications. */
  static Chart chart(List<FleetRun> runs) {
    LineChart chart = Chart.lines("A fleet in one process", "applications", "see the lines");
    line(chart, "all done, s", runs, FleetRun::seconds);
    line(chart, "API requests", runs, FleetRun::requests);
    line(chart, "live heap, MB", runs, run -> run.heap() / MEGA);
    line(chart, "CPU, s", runs, run -> run.cpu().toMillis() / 1000.0);
    line(chart, "threads", runs, run -> run.after().mostThreads());
    return chart;
  }

  private static void line(
      LineChart chart, String name, List<FleetRun> runs, ToDoubleFunction<FleetRun> figure) {
    chart.line(
        name,
        runs.stream()
            .map(run -> new Chart.Point(run.applications(), figure.applyAsDouble(run)))
            .toList());
  }

  /** What was aimed at, and whether it was reached. */
  static String goals(List<FleetRun> runs) {
    return runs.stream()
        .filter(run -> run.applications() >= GOAL_APPLICATIONS)
        .findFirst()
        .map(
            run ->
                text(
                    "Goal, %,d rollouts at the same time in %d MB of heap: %.1f MB (%s); below %d"
                        + " threads: %d (%s)",
                    run.applications(),
                    GOAL_HEAP,
                    run.heap() / MEGA,
                    verdict(run.failures().isEmpty()),
                    GOAL_THREADS,
                    run.after().mostThreads(),
                    verdict(run.after().mostThreads() < GOAL_THREADS)))
        .orElse("Goal, 1,000 rollouts at the same time: not measured");
  }

  private static String verdict(boolean reached) {
    return reached ? "reached" : "**missed**";
  }
}
