package io.verdigris.benchmarks.judging;

import io.verdigris.Application;
import io.verdigris.Comparison;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.RolloutSpec;
import io.verdigris.judging.Opinion;
import io.verdigris.judging.Policies;
import io.verdigris.judging.Series;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Evidence.Beside;
import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A policy of Verdigris, found and asked as the engine does it, each 2 s. */
final class VerdigrisRule implements Rule {
  private static final int STRETCHES = 16;
  private static final int REPLICAS = 3;

  /** How long a move of traffic takes to come into force, in seconds. */
  private static final int MOVES = 1;

  /** How long both colours serve, as is the default. */
  private static final int COMPARE = (int) RolloutSpec.Timings.DEFAULTS.compare().toSeconds();

  private static final RolloutContext CONTEXT =
      new RolloutContext("judged", new Application("simulated", "judged"), 1, () -> {});

  private final String name;
  private final Policies policies;
  private final boolean onlyErrorsAlarm;

  private VerdigrisRule(String name, Extension extension, boolean onlyErrorsAlarm) {
    this.name = name;
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
  public Watch watch(Traffic.Drawn drawn) {
    return new Soak(drawn);
  }

  /** One rollout as the engine would watch it, with its comparisons of both colours. */
  private final class Soak implements Watch {
    private final Traffic.Drawn drawn;
    private Trace green;
    private List<Window> baseline;
    private final Series series = begun();
    private long errors;
    private int end = (int) VerdigrisRule.this.until().toSeconds();

    /** When both colours began to serve; empty while only green does. */
    private OptionalInt both = OptionalInt.empty();

    private List<Stretch> stretches = new ArrayList<>();
    private int earlier = -1;

    Soak(Traffic.Drawn drawn) {
      this.drawn = drawn;
      green = drawn.green();
      baseline = policies.compare() ? stretches(drawn.blue()) : List.of();
    }

    @Override
    public Trace answered(Trace asDrawn) {
      return green;
    }

    @Override
    public int until(int usual) {
      return end;
    }

    @Override
    public Verdict look(Trace asDrawn, int second) {
      if (both.isPresent()) {
        return compare(both.getAsInt(), second);
      }
      read(series, green, second);
      long before = errors;
      errors = green.errors(0, second);
      if (onlyErrorsAlarm && errors == before && second < end) {
        return Verdict.HOLD;
      }
      Verdict verdict = judge(second);
      if (verdict == Verdict.SUSPECT) {
        both = OptionalInt.of(second);
        earlier++;
        stretches = new ArrayList<>();
        green = green.with(drawn.greenBeside(), second + MOVES, second + MOVES + COMPARE);
      }
      return verdict;
    }

    private Verdict judge(int second) {
      return Opinion.worst(policies.judge(settings -> evidence(second, settings))).verdict();
    }

    /** Two readings of both colours, a second apart each. */
    private Verdict compare(int since, int second) {
      for (int at = second - 1; at <= second && at <= since + COMPARE; at++) {
        if (at > since + MOVES) {
          read(series, green, at);
          stretches.add(new Stretch(window(drawn.blueBeside(), at), window(green, at)));
          Verdict verdict = judge(at);
          boolean over = at >= since + COMPARE;
          if (verdict == Verdict.ROLL_BACK || (over && verdict == Verdict.SUSPECT)) {
            return Verdict.ROLL_BACK;
          } else if (over) {
            cleared(at);
          }
        }
      }
      return Verdict.HOLD;
    }

    /** The soak begins anew, as far as traffic was drawn. */
    private void cleared(int second) {
      baseline = policies.record(settings -> evidence(second, settings));
      both = OptionalInt.empty();
      stretches = List.of();
      series.restart();
      end = Math.min(Traffic.AFTER, second + (int) VerdigrisRule.this.until().toSeconds());
    }

    private Evidence evidence(int second, Map<String, String> settings) {
      return new Evidence(
          CONTEXT,
          Duration.ofSeconds(second),
          Optional.of(sample(green, second)),
          series,
          baseline,
          earlier < 0 ? Optional.empty() : Optional.of(new Beside(earlier, stretches)),
          REPLICAS,
          REPLICAS,
          0,
          settings);
    }
  }

  private static Window window(Trace trace, int second) {
    return new Window(
        Duration.ofSeconds(1),
        trace.requests(second - 1, second),
        trace.errors(second - 1, second),
        new TreeMap<>());
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
