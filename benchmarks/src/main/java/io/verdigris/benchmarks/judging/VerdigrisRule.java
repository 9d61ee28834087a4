package io.verdigris.benchmarks.judging;

import io.verdigris.Application;
import io.verdigris.Comparison;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.judging.Opinion;
import io.verdigris.judging.Policies;
import io.verdigris.judging.Series;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A policy of Verdigris, found and asked as the engine does it, each 2 s. */
final class VerdigrisRule implements Rule {
  private static final int STRETCHES = 16;
  private static final int REPLICAS = 3;
  private static final RolloutContext CONTEXT =
      new RolloutContext("judged", new Application("simulated", "judged"), 1, () -> {});

  private final String name;
  private final Extension extension;
  private final Policies policies;
  private final boolean onlyErrorsAlarm;

  private VerdigrisRule(String name, Extension extension, boolean onlyErrorsAlarm) {
    this.name = name;
    this.extension = extension;
    this.policies = Policies.of(List.of(extension));
    this.onlyErrorsAlarm = onlyErrorsAlarm;
  }

  /**
   * Returns the comparison with its defaults. It is not asked at looks before which no request
   * failed: what is good lowers its odds, and a look alone adds less than 1 to them, of 200.
   */
  static VerdigrisRule comparison() {
    return comparison(true);
  }

  static VerdigrisRule comparison(boolean onlyAfterErrors) {
    Extension defaults = Comparison.withOldColour().extension();
    return new VerdigrisRule("`comparison`", defaults, onlyAfterErrors);
  }

  /** Returns hard limits of 1 % errors, with defaults for the rest. */
  static VerdigrisRule hardLimits() {
    Extension limits = HardLimits.limits().maxErrorRate(0.01).extension();
    return new VerdigrisRule("`hard-limits` 1 %", limits, false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Duration until() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Watch watch(Trace blue) {
    List<Window> baseline = policies.compare() ? stretches(blue) : List.of();
    return new Watch() {
      private final Series series = begun();
      private long errors;

      @Override
      public Verdict look(Trace green, int second) {
        read(series, green, second);
        long before = errors;
        errors = green.errors(0, second);
        boolean last = second >= until().toSeconds();
        return onlyErrorsAlarm && errors == before && !last
            ? Verdict.HOLD
            : judge(green, second, series, baseline);
      }
    };
  }

  /** Returns what the engine would have of blue. */
  private List<Window> stretches(Trace blue) {
    Series series = begun();
    int step = (int) every().toSeconds();
    for (int second = step; second <= blue.seconds(); second += step) {
      read(series, blue, second);
    }
    return series.stretches(STRETCHES);
  }

  /** Begins with a reading of nothing. */
  private static Series begun() {
    var series = new Series();
    series.add(Instant.EPOCH, Map.of());
    return series;
  }

  private static void read(Series series, Trace trace, int second) {
    series.add(Instant.EPOCH.plusSeconds(second), Map.of("all", counters(trace, second)));
  }

  private Verdict judge(Trace green, int second, Series series, List<Window> baseline) {
    var evidence =
        new Evidence(
            CONTEXT,
            Duration.ofSeconds(second),
            Optional.of(sample(green, second)),
            series,
            baseline,
            Optional.empty(),
            REPLICAS,
            REPLICAS,
            0,
            extension.settings());
    return Opinion.worst(policies.judge(settings -> evidence)).verdict();
  }

  private static Sample sample(Trace green, int second) {
    var asOf = Sample.AsOf.at(Instant.EPOCH.plusSeconds(second));
    return green.requests(0, second) == 0
        ? new Sample.NoTraffic(asOf)
        : new Sample.Value(Map.of("all", counters(green, second)), asOf);
  }

  private static Counters counters(Trace trace, int second) {
    return new Counters(
        trace.requests(0, second), trace.errors(0, second), new TreeMap<>(), OptionalLong.empty());
  }
}
