package io.verdigris.benchmarks.judging;

import io.verdigris.Application;
import io.verdigris.Comparison;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.RollbackPolicyProvider;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** A policy of Verdigris, found and asked as the engine does it, each 2 s. */
final class VerdigrisRule implements Rule {
  private static final int STRETCHES = 16;
  private static final int REPLICAS = 3;
  private static final RolloutContext CONTEXT =
      new RolloutContext("judged", new Application("simulated", "judged"), 1, () -> {});

  private final String name;
  private final Extension extension;
  private final RollbackPolicy policy;
  private final boolean onlyErrorsAlarm;

  private VerdigrisRule(String name, Extension extension, boolean onlyErrorsAlarm) {
    this.name = name;
    this.extension = extension;
    this.policy = policy(extension.id());
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

  private static RollbackPolicy policy(String id) {
    return ServiceLoader.load(RollbackPolicyProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.id().equals(id))
        .map(provider -> provider.create(new NoContext()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no policy is called " + id));
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
    List<Window> baseline =
        policy.compares() ? Readings.of(blue, every()).stretches(STRETCHES) : List.of();
    return new Watch() {
      private final Readings readings = new Readings();
      private long errors;

      @Override
      public Verdict look(Trace green, int second) {
        readings.read(green, second);
        long before = errors;
        errors = green.errors(0, second);
        boolean last = second >= until().toSeconds();
        return onlyErrorsAlarm && errors == before && !last
            ? Verdict.HOLD
            : policy.judge(evidence(green, second, readings, baseline)).verdict();
      }
    };
  }

  private Evidence evidence(Trace green, int second, Readings readings, List<Window> baseline) {
    return new Evidence(
        CONTEXT,
        Duration.ofSeconds(second),
        Optional.of(sample(green, second)),
        readings,
        baseline,
        Optional.empty(),
        REPLICAS,
        REPLICAS,
        0,
        extension.settings());
  }

  private static Sample sample(Trace green, int second) {
    var asOf = Sample.AsOf.at(Instant.EPOCH.plusSeconds(second));
    long requests = green.requests(0, second);
    if (requests == 0) {
      return new Sample.NoTraffic(asOf);
    }
    var counters =
        new Counters(requests, green.errors(0, second), new TreeMap<>(), OptionalLong.empty());
    return new Sample.Value(Map.of("all", counters), asOf);
  }
}
