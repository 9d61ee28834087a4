package io.verdigris.cli;

import io.verdigris.Blind;
import io.verdigris.Entry;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Options;
import io.verdigris.health.http.HttpCheck;
import io.verdigris.hooks.CommandHook;
import io.verdigris.kubernetes.Autoscaler;
import io.verdigris.kubernetes.JobHook;
import io.verdigris.kubernetes.PinnedConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
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

  @Option(
      names = "--hook",
      paramLabel = "ID[:KEY=VALUE,…]",
      description = {
        "Any hook on the class path, such as flyway, with its settings and phase, moment and timeout;",
        "repeatable. A comma that belongs to a value is doubled where KEY= comes after it."
      })
  private List<Settings.Hook> hooks = new ArrayList<>();

  @Option(
      names = "--autoscaler",
      description = "Has the HorizontalPodAutoscaler size the colour that serves.")
  private boolean autoscaler;

  @Option(
      names = "--pin-config",
      description = "Has each colour keep the ConfigMaps and Secrets that it began with.")
  private boolean pinConfig;

  @Option(names = "--approval", description = "Waits for verdigris approve before traffic moves.")
  private boolean approval;

  @Option(
      names = "--metrics",
      paramLabel = "SOURCE",
      description =
          "pods:PORT/PATH or prometheus:URL, each with ,preset=ID if need be; repeatable: what one"
              + " cannot tell of a pod another does.")
  private List<Settings.Metrics> metrics = new ArrayList<>();

  @Mixin private final LimitOptions limits = new LimitOptions();

  @Option(
      names = "--step",
      paramLabel = "WEIGHT%:DURATION",
      description = {
        "A part of the traffic that the new colour has for so long before the next step, such as",
        "10%%:5m; repeatable; without any it gets all at once. Takes a switcher with weights."
      })
  private List<Settings.Step> steps = new ArrayList<>();

  @Option(
      names = "--overlap",
      paramLabel = "DURATION",
      description = {
        "How long both colours serve before the new one serves alone, for load balancers that are",
        "slow to learn of new pods; default 0s."
      })
  private Duration overlap = Duration.ZERO;

  @Option(
      names = "--compare-both",
      paramLabel = "DURATION",
      description = {
        "How long both colours serve at the same time before what --compare suspects goes back;",
        "0s goes back at once; default 1m."
      })
  private Optional<Duration> compareBoth = Optional.empty();

  @Option(
      names = "--when-inconclusive",
      paramLabel = "extend|hold|rollback|promote",
      description = "What to do when the soak ends without a judgement; default extend, once.")
  private Optional<Settings.WhenInconclusive> whenInconclusive = Optional.empty();

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
      names = "--entry-detect",
      paramLabel = "SHARE",
      description =
          "The share of requests that must not go on reaching the old colour unnoticed; default"
              + " 0.05.")
  private Optional<Double> entryDetect = Optional.empty();

  @Option(
      names = "--entry-confidence",
      paramLabel = "SHARE",
      description = "How surely such a share is noticed at the entry; default 0.99.")
  private Optional<Double> entryConfidence = Optional.empty();

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
      names = "--drain",
      paramLabel = "CALL",
      description = {
        "[PORT]/PATH that each pod of the old colour is called at by POST before it goes, with",
        ",connections=PATH,gauge=NAME and ,deadline=DURATION to wait for its connections to end."
      })
  private Optional<Settings.Drain> drain = Optional.empty();

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

  private Optional<Entry> entry() {
    if (entry.isEmpty() && (entryDetect.isPresent() || entryConfidence.isPresent())) {
      throw new IllegalArgumentException(
          "--entry-detect and --entry-confidence must come with --entry, but there is none");
    }
    return entry
        .map(Entry::of)
        .map(
            e ->
                e.detecting(
                    entryDetect.orElse(e.detect()), entryConfidence.orElse(e.confidence())));
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
    entry().ifPresent(spec::entry);
    spec.options(
        o ->
            new Options(
                keepOld,
                keepNew,
                approval,
                supersede,
                whenInconclusive.map(Settings.WhenInconclusive::what).orElse(o.inconclusive()),
                o.pastNoReturn()));
    compareBoth.ifPresent(spec::compare);
    steps.forEach(step -> spec.step(step.weight(), step.duration()));
    if (!overlap.isZero()) {
      spec.overlap(overlap);
    }
    switcher.map(Settings.Switcher::extension).ifPresent(spec::use);
    verifyHttp.forEach(path -> spec.use(HttpCheck.get(path).extension()));
    jobs.forEach(file -> spec.use(JobHook.from(TextFile.read("--job", file))));
    commands.forEach(command -> spec.use(CommandHook.run("/bin/sh", "-c", command)));
    drain.map(Settings.Drain::extension).ifPresent(spec::use);
    hooks.forEach(hook -> spec.use(hook.extension()));
    if (pinConfig) {
      spec.use(PinnedConfig.extension());
    }
    if (autoscaler) {
      spec.use(Autoscaler.follows());
    }
    metrics.forEach(source -> spec.use(source.extension()));
    blind(spec);
    if (metrics.isEmpty()) {
      limits.refuseWithoutFigures();
    }
    limits.policies().forEach(spec::use);
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

  /** Returns what a person should know about this choice of options. */
  Optional<String> warning() {
    return !metrics.isEmpty() && limits.areBlunt()
        ? Optional.of(
            "--metrics without --max-error-rate, --max-latency or --compare: requests are counted, but no"
                + " figure takes traffic back")
        : Optional.empty();
  }
}
