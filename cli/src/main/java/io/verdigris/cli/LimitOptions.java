package io.verdigris.cli;

import io.verdigris.Comparison;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the new colour is judged by. */
final class LimitOptions {
  @Option(
      names = "--max-error-rate",
      paramLabel = "SHARE",
      description = "Rolls back above this share of failed requests, such as 0.01.")
  private Optional<Double> maxErrorRate = Optional.empty();

  @Option(
      names = "--max-latency",
      paramLabel = "SHARE:DURATION",
      description = "Rolls back unless this share is answered in time, such as 0.99:500ms.")
  private Optional<Settings.Latency> maxLatency = Optional.empty();

  @Option(
      names = "--compare",
      description = "Rolls back when requests fail more often than they did before the switch.")
  private boolean compare;

  @Option(
      names = "--compare-latency",
      paramLabel = "DURATION",
      description = "Compares the share of requests that take longer as well, such as 500ms.")
  private Optional<Duration> compareLatency = Optional.empty();

  @Option(
      names = "--min-requests",
      paramLabel = "NUMBER",
      description = "How many requests a judgement needs; default 100.")
  private Optional<Long> minRequests = Optional.empty();

  @Option(
      names = "--max-restarts",
      paramLabel = "NUMBER",
      description =
          "Rolls back after more restarts of new containers; default 2, or a tenth of the replicas.")
  private Optional<Integer> maxRestarts = Optional.empty();

  /**
   * Returns the policies that were asked for; none when nothing was given. Restarts count beside a
   * comparison as well.
   *
   * @throws IllegalArgumentException naming field, value and rule
   */
  List<Extension> policies() {
    var policies = new ArrayList<Extension>();
    if (limited() || compares() || maxRestarts.isPresent()) {
      policies.add(limits());
    }
    if (compares()) {
      policies.add(comparison());
    }
    return policies;
  }

  private Extension limits() {
    HardLimits limits = HardLimits.limits();
    maxErrorRate.ifPresent(limits::maxErrorRate);
    maxLatency.ifPresent(l -> limits.maxLatency(l.share(), l.within()));
    maxRestarts.ifPresent(limits::maxRestarts);
    minRequests.ifPresent(limits::minRequests);
    return limits.extension();
  }

  private Extension comparison() {
    Comparison comparison = Comparison.withOldColour();
    compareLatency.ifPresent(comparison::latency);
    return comparison.extension();
  }

  private boolean limited() {
    return maxErrorRate.isPresent() || maxLatency.isPresent() || minRequests.isPresent();
  }

  private boolean compares() {
    return compare || compareLatency.isPresent();
  }

  /** Tells whether no figure of what is counted takes traffic back. */
  boolean areBlunt() {
    return maxErrorRate.isEmpty() && maxLatency.isEmpty() && !compares();
  }

  /**
   * Refuses what needs a source of metrics.
   *
   * @throws IllegalArgumentException when something was given
   */
  void refuseWithoutFigures() {
    if (limited() || compares()) {
      throw new IllegalArgumentException(
          "--max-error-rate, --max-latency, --min-requests, --compare and --compare-latency need"
              + " figures; give --metrics, such as --metrics pods:8080/metrics");
    }
  }
}
