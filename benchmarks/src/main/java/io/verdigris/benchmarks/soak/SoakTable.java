package io.verdigris.benchmarks.soak;

import io.verdigris.benchmarks.report.Chart;
import io.verdigris.benchmarks.report.LeastSquares;
import io.verdigris.benchmarks.report.LineChart;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what was sampled in Markdown. */
final class SoakTable {
  private static final double KILO = 1024;
  private static final int PARTS = 10;
  private static final int THOUSAND = 1000;

  private static final List<Figure> FIGURES =
      List.of(
          new Figure("heap after a collection, kB", s -> s.heap() / KILO),
          new Figure("threads", SoakSample::threads),
          new Figure("open files and sockets", SoakSample::handles),
          new Figure("largest ledger, kB", s -> s.ledger() / KILO));

  private SoakTable() {}

  private record Figure(String title, ToDoubleFunction<SoakSample> of) {}

  /** Compares the first, the middle and the last tenth of the samples. */
  static String of(List<SoakSample> samples) {
    return Stream.concat(
            Stream.of(
                "| of %,d rollouts | first tenth | middle | last | growth for each 1,000 rollouts |"
                        .formatted(samples.get(samples.size() - 1).rollouts())
                    + "\n|---|---|---|---|---|"),
            FIGURES.stream().map(figure -> row(figure, samples)))
        .collect(Collectors.joining("\n"));
  }

  /** The same as lines over the rollouts. */
  static Chart chart(List<SoakSample> samples) {
    LineChart chart = Chart.lines("A process that rolls out for long", "rollouts", "see the lines");
    FIGURES.forEach(figure -> chart.line(figure.title(), points(figure, samples)));
    return chart;
  }

  private static List<Chart.Point> points(Figure figure, List<SoakSample> samples) {
    return samples.stream()
        .map(s -> new Chart.Point(s.rollouts(), Math.max(1, figure.of().applyAsDouble(s))))
        .toList();
  }

  private static String row(Figure figure, List<SoakSample> samples) {
    int part = Math.max(1, samples.size() / PARTS);
    int middle = (samples.size() - part) / 2;
    return String.format(
        Locale.ROOT,
        "| %s | %,.1f | %,.1f | %,.1f | %+,.1f, %+,.1f in the second half |",
        figure.title(),
        mean(figure, samples.subList(0, part)),
        mean(figure, samples.subList(middle, middle + part)),
        mean(figure, samples.subList(samples.size() - part, samples.size())),
        THOUSAND * slope(figure, samples),
        THOUSAND * slope(figure, samples.subList(samples.size() / 2, samples.size())));
  }

  private static double mean(Figure figure, List<SoakSample> samples) {
    return samples.stream().mapToDouble(figure.of()).average().orElse(0);
  }

  /** Returns how much it grows for each rollout; 0 for a single sample. */
  private static double slope(Figure figure, List<SoakSample> samples) {
    double slope =
        LeastSquares.slope(
            samples.stream()
                .map(s -> new Chart.Point(s.rollouts(), figure.of().applyAsDouble(s)))
                .toList());
    return Double.isNaN(slope) ? 0 : slope;
  }
}
