package io.verdigris.benchmarks.micro;

import io.verdigris.Application;
import io.verdigris.Comparison;
import io.verdigris.HardLimits;
import io.verdigris.judging.Opinion;
import io.verdigris.judging.Policies;
import io.verdigris.judging.Series;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Evidence;
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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One judgement of a green of three pods that had 1,000 requests in each look at it. */
@State(Scope.Benchmark)
public class PolicyBenchmark {
  private static final int PODS = 3;
  private static final int STRETCHES = 16;
  private static final long REQUESTS = 1000;
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final RolloutContext CONTEXT =
      new RolloutContext("judged", new Application("shop", "web"), 1, () -> {});

  private final Policies limits =
      Policies.of(List.of(HardLimits.limits().maxErrorRate(0.01).extension()));
  private final Policies comparison = Policies.of(List.of(Comparison.withOldColour().extension()));

  /** How many looks there have been. */
  @Param({"10", "300", "1800"})
  public int looks;

  private Series series = new Series();
  private List<Window> baseline = List.of();
  private Sample last = new Sample.NoTraffic(Sample.AsOf.at(Instant.EPOCH));

  /** Has both colours fail one request of 1,000. */
  @Setup
  public void read() {
    series = series();
    baseline = series().stretches(STRETCHES);
    last = new Sample.Value(counters(looks), Sample.AsOf.at(at(looks)));
  }

  private Series series() {
    var read = new Series();
    for (int look = 0; look <= looks; look++) {
      read.add(at(look), counters(look));
    }
    return read;
  }

  private static Instant at(int look) {
    return Instant.EPOCH.plus(EVERY.multipliedBy(look));
  }

  private static Map<String, Counters> counters(int look) {
    var pods = new TreeMap<String, Counters>();
    for (int pod = 0; pod < PODS; pod++) {
      pods.put(
          "web-green-" + pod,
          new Counters(look * REQUESTS, look, new TreeMap<>(), OptionalLong.empty()));
    }
    return pods;
  }

  private Evidence evidence(Map<String, String> settings) {
    return new Evidence(
        CONTEXT,
        EVERY.multipliedBy(looks),
        Optional.of(last),
        series,
        baseline,
        Optional.empty(),
        PODS,
        PODS,
        0,
        settings);
  }

  /** Asks the policy of fixed limits. */
  @Benchmark
  public List<Opinion> hardLimits() {
    return limits.judge(this::evidence);
  }

  /** Asks the policy that compares both colours. */
  @Benchmark
  public List<Opinion> comparison() {
    return comparison.judge(this::evidence);
  }
}
