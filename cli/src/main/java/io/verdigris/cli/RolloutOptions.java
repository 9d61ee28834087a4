package io.verdigris.cli;

import io.verdigris.Blind;
import io.verdigris.Comparison;
import io.verdigris.Entry;
import io.verdigris.HardLimits;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Options;
import io.verdigris.health.http.HttpCheck;
import io.verdigris.hooks.CommandHook;
import io.verdigris.kubernetes.JobHook;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** How a rollout goes: time limits, checks, metrics and limits. */
final class RolloutOptions {

  @Option(
      names = "--soak",
      paramLabel = "DURATION",
      description = "How long the new colour is watched before the old one goes; default 1h.")
  private Optional<Duration> soak = Optional.empty();

  @Option(
      names = "--verify-http",
      paramLabel = "PATH",
      description = "Each new pod must answer GET PATH with 200; repeatable.")
  private List<String> verifyHttp = new ArrayList<>();

  @Option(
      names = "--job",
      paramLabel = "FILE",
      description = "A Job that must succeed before traffic moves; repeatable.")
  private List<Path> jobs = new ArrayList<>();

  @Option(
      names = "--exec",
      paramLabel = "COMMAND",
      description = "A shell command that must succeed before traffic moves; repeatable.")
  private List<String> commands = new ArrayList<>();

  @Option(names = "--approval", description = "Waits for verdigris approve before traffic moves.")
  private boolean approval;

  @Option(
      names = "--metrics",
      paramLabel = "SOURCE",
      description = "pods:PORT/PATH or prometheus:URL, each with ,preset=ID if need be.")
  private Optional<Settings.Metrics> metrics = Optional.empty();

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

  @Option(
      names = "--when-blind",
      paramLabel = "KIND=RULE",
      description =
          "What to do while nothing is seen: hold or rollback:DURATION for no-traffic, missing,"
              + " failed or unreadable, such as missing=rollback:2m; repeatable.")
  private List<Settings.WhenBlind> whenBlind = new ArrayList<>();

  @Option(
      names = "--entry",
      paramLabel = "URL",
      description = "Where clients come in; fresh connections to it prove the switch.")
  private Optional<URI> entry = Optional.empty();

  @Option(
      names = "--deploy-timeout",
      paramLabel = "DURATION",
      description = "Until the new colour must be ready; default 10m.")
  private Optional<Duration> deployTimeout = Optional.empty();

  @Option(
      names = "--drain-timeout",
      paramLabel = "DURATION",
      description = "Until the old colour goes although it is not silent; default 5m.")
  private Optional<Duration> drainTimeout = Optional.empty();

  @Option(
      names = "--supersede",
      description = "Has a rollout that is under way go back first, instead of being refused.")
  private boolean supersede;

  @Option(names = "--keep-blue", description = "Keeps the old colour at its size after the soak.")
  private boolean keepOld;

  @Option(names = "--keep-green", description = "Keeps a failed new colour for a look at it.")
  private boolean keepNew;

  @Option(
      names = "--switcher",
      paramLabel = "ID[:KEY=VALUE,…]",
      description = "What moves traffic; default service-selector.")
  private Optional<Settings.Switcher> switcher = Optional.empty();

  /** Returns the soak, where one was given. */
  Duration soak() {
    return soak.orElse(RolloutSpec.Timings.DEFAULTS.soak());
  }

  /**
   * Puts all of it into a spec.
   *
   * @throws IllegalArgumentException naming field, value and rule
   */
  void applyTo(RolloutSpec.Builder spec) {
    soak.ifPresent(spec::soak);
    deployTimeout.ifPresent(spec::deployTimeout);
    drainTimeout.ifPresent(spec::drainTimeout);
    entry.map(Entry::of).ifPresent(spec::entry);
    spec.options(o -> new Options(keepOld, keepNew, approval, supersede));
    switcher.map(Settings.Switcher::extension).ifPresent(spec::use);
    verifyHttp.forEach(path -> spec.use(HttpCheck.get(path).extension()));
    jobs.forEach(file -> spec.use(JobHook.from(TextFile.read("--job", file))));
    commands.forEach(command -> spec.use(CommandHook.run("/bin/sh", "-c", command)));
    metrics.map(Settings.Metrics::extension).ifPresent(spec::use);
    blind(spec);
    limit(spec);
    compare(spec);
  }

  private void blind(RolloutSpec.Builder spec) {
    Set<Blind> given = EnumSet.noneOf(Blind.class);
    for (Settings.WhenBlind when : whenBlind) {
      if (!given.add(when.kind())) {
        throw new IllegalArgumentException(
            "--when-blind " + when.kind().label() + " was given twice; give it once");
      }
      spec.whenBlind(when.kind(), when.rule());
    }
  }

  private void compare(RolloutSpec.Builder spec) {
    if (!compares()) {
      return;
    }
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException(
          "--compare and --compare-latency need figures; give --metrics, such as"
              + " --metrics pods:8080/metrics");
    }
    Comparison comparison = Comparison.withOldColour();
    compareLatency.ifPresent(comparison::latency);
    spec.use(comparison.extension());
  }

  private boolean compares() {
    return compare || compareLatency.isPresent();
  }

  private void limit(RolloutSpec.Builder spec) {
    boolean limited = maxErrorRate.isPresent() || maxLatency.isPresent() || minRequests.isPresent();
    if (limited && metrics.isEmpty()) {
      throw new IllegalArgumentException(
          "--max-error-rate, --max-latency and --min-requests need figures; give --metrics, such as"
              + " --metrics pods:8080/metrics");
    }
    // by themselves they are judged without being named; restarts count beside a comparison as well
    if (!limited && !compares() && maxRestarts.isEmpty()) {
      return;
    }
    HardLimits limits = HardLimits.limits();
    maxErrorRate.ifPresent(limits::maxErrorRate);
    maxLatency.ifPresent(l -> limits.maxLatency(l.share(), l.within()));
    maxRestarts.ifPresent(limits::maxRestarts);
    minRequests.ifPresent(limits::minRequests);
    spec.use(limits.extension());
  }

  /** Returns what a person should know about this choice of options. */
  Optional<String> warning() {
    boolean blunt =
        metrics.isPresent() && maxErrorRate.isEmpty() && maxLatency.isEmpty() && !compares();
    return blunt
        ? Optional.of(
            "--metrics without --max-error-rate, --max-latency or --compare: requests are counted, but no"
                + " figure takes traffic back")
        : Optional.empty();
  }
}
