package io.verdigris.benchmarks.micro;

import io.verdigris.benchmarks.report.Spread;
import io.verdigris.internal.Promotion;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures by JMH (the JDK's harness for small benchmarks), allocations included, and writes a
 * table in Markdown.
 */
public final class Micro {
  /** What JMH calls the bytes allocated by one call. */
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final Terms terms;
  private final PrintStream out;

  /**
   * How long it takes.
   *
   * @param forks how many JVMs, one after the other
   * @param iterations how many measurements in each, after as many to warm up
   * @param seconds how long each lasts
   */
  public record Terms(int forks, int iterations, int seconds) {}

  /** Makes one that writes there. */
  public Micro(Terms terms, PrintStream out) {
    this.terms = terms;
    this.out = out;
  }

  /**
   * Measures everything in a JVM of its own.
   *
   * @throws IllegalStateException when JMH cannot
   */
  public void play() {
    out.printf(
        "A promotion takes %d decisions. Each figure of %d JVMs with %d measurements of %d s.%n%n",
        new Promotion().decisions(), terms.forks, terms.iterations, terms.seconds);
    out.println("| what | looks so far | µs, least / median / most | bytes allocated, median |");
    out.println("|---|---|---|---|");
    run().forEach(result -> out.println(row(result)));
  }

  private Collection<RunResult> run() {
    TimeValue each = TimeValue.seconds(terms.seconds);
    var options =
        new OptionsBuilder()
            .include("\\." + EngineBenchmark.class.getSimpleName() + "\\.")
            .include("\\." + PolicyBenchmark.class.getSimpleName() + "\\.")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(terms.forks)
            .warmupIterations(terms.iterations)
            .warmupTime(each)
            .measurementIterations(terms.iterations)
            .measurementTime(each)
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    try {
      return new Runner(options).run();
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH did not measure: " + e.getMessage(), e);
    }
  }

  private static String row(RunResult result) {
    BenchmarkParams what = result.getParams();
    String name = what.getBenchmark().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1: ");
    String looks = what.getParamsKeys().contains("looks") ? what.getParam("looks") : "–";
    Result<?> allocated = Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %,.0f |",
        name,
        looks,
        spread(result.getPrimaryResult()),
        spread(allocated).median());
  }

  private static Spread spread(Result<?> result) {
    var figures = result.getStatistics();
    List<Double> all = new ArrayList<>();
    figures.getRawData().forEachRemaining(entry -> all.add(entry.getKey()));
    return Spread.of(all);
  }
}
