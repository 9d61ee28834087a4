package io.verdigris.benchmarks.peers;

import io.verdigris.benchmarks.report.BarChart;
import io.verdigris.benchmarks.report.Chart;
import io.verdigris.benchmarks.report.Spread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What was measured. */
public final class Measured {
  private final Map<String, List<Promotion>> promotions = new LinkedHashMap<>();
  private final Map<String, List<TakenBack>> rollbacks = new LinkedHashMap<>();
  private final List<String> wrong = new ArrayList<>();

  Measured(List<Rounds> played) {
    for (Rounds rounds : played) {
      promotions.put(rounds.title(), rounds.promotions());
      rollbacks.put(rounds.title(), rounds.rollbacks());
      wrong.addAll(rounds.wrong());
    }
  }

  /** Returns what did not go as it should. */
  List<String> wrong() {
    return wrong;
  }

  /** Tells whether every rollout of whomever ended as it should. */
  public boolean good() {
    return wrong.isEmpty();
  }

  /** Draws the figures that a client sees. */
  public void draw(Path picture) {
    BarChart chart = Chart.bars("Verdigris beside Argo Rollouts", "s");
    bars(chart, "green ready → moved", promotions, p -> Optional.of(p.moved()));
    bars(chart, "moved → last answer from blue", promotions, Promotion::fresh);
    bars(chart, "bad answers, new connections", rollbacks, t -> Optional.of(t.fresh()));
    bars(chart, "bad answers, kept connections", rollbacks, t -> Optional.of(t.kept()));
    chart.write(picture);
  }

  private static <T> void bars(
      BarChart chart,
      String what,
      Map<String, List<T>> all,
      Function<T, Optional<Duration>> figure) {
    int group = 0;
    for (var one : all.entrySet()) {
      List<Double> seconds =
          one.getValue().stream()
              .flatMap(round -> figure.apply(round).stream())
              .map(time -> time.toMillis() / 1000.0)
              .toList();
      if (!seconds.isEmpty()) {
        chart.bar(one.getKey() + ": " + what, Spread.of(seconds), group);
      }
      group++;
    }
  }
}
