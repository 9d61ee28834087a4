package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.judging.JudgedSample;
import io.verdigris.judging.Opinion;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Evidence.Beside;
import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The steps that watch: the new colour through the soak, the old one until it is silent. */
final class WatchSteps {
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);

  private final Extensions extensions;
  private final Readings readings;
  private final Calls calls;
  private final ExtensionCalls common;
  private final Recorder recorder;

  WatchSteps(Extensions extensions, Readings readings, Calls calls, Recorder recorder) {
    this.extensions = extensions;
    this.readings = readings;
    this.calls = calls;
    common = new ExtensionCalls(extensions, calls);
    this.recorder = recorder;
  }

  /** What was last judged of the new colour, and when it is to be looked at again. */
  private static final class Watched {
    private final Sighting sighting = new Sighting();
    private final Sighting wayBack = new Sighting();
    private Judgement.@Nullable Verdict verdict;
    private Instant due = Instant.MIN;
  }

  Event watch(Look look) {
    return new Event.Judged(look.phase(), judged(look), wayBack(look));
  }

  /** Says that the old colour could not take traffic back now; empty as long as it could. */
  private String wayBack(Look look) {
    Colour old = look.old();
    Environment environment =
        look.scratch()
            .of(Watched.class, Watched::new)
            .wayBack
            .at(look, () -> common.glance(look, old));
    return environment.ready() > 0
        ? ""
        : "while "
            + look.state().to()
            + " was watched, "
            + old
            + " lost all its ready pods, so that there was no way back at once";
  }

  /**
   * Looks at the new colour where a step waits that cannot get done without it.
   *
   * @return that traffic must go back when nothing of it serves any more, else the step's answer
   */
  Event unlessGone(Look look, Event answer) {
    boolean waits = answer instanceof Event.StepWaiting;
    return waits && look.running().compareTo(Limits.HICCUP) >= 0
        ? gone(look).orElse(answer)
        : answer;
  }

  /**
   * Tells that nothing of the new colour serves any more although it is live: no policy needs to
   * judge that, and the old colour must not be taken away.
   */
  Optional<Event> gone(Look look) {
    return look.state().from().isEmpty()
        ? Optional.empty()
        : gone(look.scratch()
                .of(Watched.class, Watched::new)
                .sighting
                .at(look, () -> common.glance(look, look.state().to())))
            .map(judgement -> new Event.Judged(look.phase(), judgement, ""));
  }

  private static Optional<Judgement> gone(Environment live) {
    return ExtensionCalls.serves(live)
        ? Optional.empty()
        : Optional.of(
            Judgement.rollBack(
                live.colour()
                    + " is live, but "
                    + live.ready()
                    + " of its pods are ready and "
                    + live.desired()
                    + " asked for"));
  }

  /**
   * Watches the new colour while another step has its time, such as a hook that takes minutes: no
   * step after the switch may leave it unwatched. Samples no more often than the spec says, so it
   * may be called at every look.
   *
   * @param hook whether a hook has its time
   * @return that traffic must go back; empty as long as it need not, where the new colour has no
   *     traffic, and where there is no way back
   */
  Optional<Event> alarm(Look look, boolean hook) {
    Watched watched = look.scratch().of(Watched.class, Watched::new);
    if (!canGoBack(look) || look.now().isBefore(watched.due)) {
      return Optional.empty();
    }
    watched.due = look.now().plus(look.state().spec().timings().sample());
    Judgement judgement =
        hook || look.phase() == Phase.DECOMMISSION ? unconfirmed(judged(look)) : judged(look);
    return judgement.verdict() == Judgement.Verdict.ROLL_BACK
        ? Optional.of(new Event.Judged(look.phase(), judgement, ""))
        : Optional.empty();
  }

  /**
   * What becomes suspect while a hook has its time goes back, for no hook is cut short by a move;
   * and so does what does just before the old colour goes.
   */
  private static Judgement unconfirmed(Judgement judgement) {
    return judgement.verdict() == Judgement.Verdict.SUSPECT
        ? Judgement.rollBack(judgement.why() + "; there was no time for both colours to serve")
        : judgement;
  }

  /** Tells whether the new colour has traffic and the table knows a way back from here. */
  private static boolean canGoBack(Look look) {
    boolean before = look.phase() != Phase.DECOMMISSION || look.step() == Step.HOOKS_BEFORE;
    boolean after =
        switch (look.phase()) {
          case CONFIRM, MONITOR, COMPARE, DECOMMISSION -> true;
          case SHIFT -> look.step() != Step.HOOKS_BEFORE;
          default -> false;
        };
    return after
        && before
        && look.state().from().isPresent()
        && Transitions.of(look.phase(), Transitions.Kind.WORSE) instanceof Transitions.Move;
  }

  private Judgement judged(Look look) {
    return judged(look, sample -> List.of());
  }

  /**
   * Judges the new colour as it is now.
   *
   * @param beside what both colours do at the same time, told the new colour's sample
   */
  Judgement judged(Look look, Function<Optional<Sample>, List<Stretch>> beside) {
    Watched watched = look.scratch().of(Watched.class, Watched::new);
    Environment environment = watched.sighting.at(look, () -> sighted(look));
    Optional<Sample> sample = readings.read(look, environment);
    Readings.add(look.series(), look.now(), sample);
    List<Stretch> stretches = beside.apply(sample);
    List<Opinion> opinions =
        gone(environment)
            .map(judgement -> List.of(new Opinion(JudgedSample.READINESS, judgement)))
            .orElseGet(() -> opinions(look, environment, sample, stretches));
    recorder.tell(look, environment, sample, stretches, opinions);
    Judgement judgement = Opinion.worst(opinions, recorder.compare(look));
    if (judgement.verdict() != watched.verdict) {
      watched.verdict = judgement.verdict();
      look.tell()
          .tell(
              RolloutEvent.Type.JUDGEMENT,
              judgement.why(),
              Map.of("judgement", judgement.verdict().name()));
    }
    return judgement;
  }

  private Environment sighted(Look look) {
    Restarts restarts = look.vigil().restarts();
    if (restarts.isDue(look)) {
      restarts.add(common.restarts(look, look.state().to()), look.now());
    }
    return common.glance(look, look.state().to());
  }

  /** However blind, the policies judge what there is; the rules tell more of what follows. */
  private List<Opinion> opinions(
      Look look, Environment environment, Optional<Sample> sample, List<Stretch> stretches) {
    Stream<Opinion> judged =
        extensions.policies().stream()
            .map(
                policy ->
                    new Opinion(
                        policy.id(),
                        judge(policy, evidence(policy, look, environment, sample, stretches))));
    Stream<Opinion> blind =
        blind(look, environment, sample).stream().map(j -> new Opinion(JudgedSample.BLINDNESS, j));
    return Stream.concat(blind, judged).toList();
  }

  private static Optional<Judgement> blind(
      Look look, Environment environment, Optional<Sample> sample) {
    return sample.flatMap(
        s ->
            look.vigil()
                .spells()
                .look(look.now(), environment, s, look.state().spec().whenBlind()));
  }

  private static Evidence evidence(
      Named<RollbackPolicy> policy,
      Look look,
      Environment environment,
      Optional<Sample> sample,
      List<Stretch> stretches) {
    return new Evidence(
        look.context(),
        Duration.between(look.state().since(), look.now()),
        sample,
        look.series(),
        look.state().baseline(),
        beside(look, stretches),
        environment.desired(),
        environment.ready(),
        look.vigil().restarts().sum(),
        policy.extension().settings());
  }

  private static Optional<Beside> beside(Look look, List<Stretch> stretches) {
    int suspected = look.state().comparisonsBefore();
    if (!stretches.isEmpty()) {
      return Optional.of(new Beside(suspected + look.state().stepsBefore(), stretches));
    }
    return look.state().comparisons() == 0
        ? Optional.empty()
        : Optional.of(new Beside(suspected, stretches));
  }

  /** Returns what the old colour's record is after both colours had traffic at the same time. */
  List<Window> record(Look look, List<Stretch> stretches) {
    Watched watched = look.scratch().of(Watched.class, Watched::new);
    Environment environment =
        watched.sighting.at(look, () -> common.glance(look, look.state().to()));
    try {
      return extensions.policies().stream()
          .filter(policy -> policy.instance().compares())
          .findFirst()
          .map(
              policy ->
                  policy
                      .instance()
                      .record(evidence(policy, look, environment, Optional.empty(), stretches)))
          .orElse(look.state().baseline());
    } catch (RuntimeException e) {
      return look.state().baseline();
    }
  }

  private Judgement judge(Named<RollbackPolicy> policy, Evidence evidence) {
    try {
      return calls.call(
          "policy " + policy.id(), Limits.CALL, () -> policy.instance().judge(evidence));
    } catch (RuntimeException e) {
      return Judgement.hold("policy " + policy.id() + " failed: " + e.getMessage());
    }
  }

  /** Waits for the old colour's silence; while it still serves, it is a way back. */
  Event drain(Look look) {
    return gone(look).orElseGet(() -> silent(look));
  }

  private Event silent(Look look) {
    Colour old = look.old();
    Environment environment =
        look.scratch().of(Sighting.class, Sighting::new).at(look, () -> common.glance(look, old));
    if (environment.ready() == 0 && environment.desired() == 0) {
      return look.done(old + " serves nothing any more");
    }
    Duration quiet = look.state().spec().timings().quiet();
    Optional<Sample> sample = readings.read(look, environment);
    if (sample
        .flatMap(s -> silence(look, s, environment))
        .filter(s -> atLeast(s, quiet))
        .isPresent()) {
      return look.done(old + " has been silent for " + Spoken.of(quiet));
    }
    return look.last()
        ? look.done("", forced(look, sample))
        : sample.isPresent()
            ? look.waiting("silence of " + old, BETWEEN_READINGS)
            : look.waiting("the drain timeout", left(look));
  }

  private static boolean atLeast(Duration silence, Duration quiet) {
    return silence.compareTo(quiet) >= 0;
  }

  private static Optional<Duration> silence(Look look, Sample sample, Environment environment) {
    return look.scratch().of(Silence.class, Silence::new).after(sample, environment);
  }

  /** Without counters there is nothing to look at before the drain timeout. */
  private static Duration left(Look look) {
    Duration left = look.state().spec().timings().drain().minus(look.running());
    return left.compareTo(BETWEEN_READINGS) < 0 ? BETWEEN_READINGS : left;
  }

  private static String forced(Look look, Optional<Sample> sample) {
    String after =
        look.old()
            + " was taken away after the drain timeout of "
            + Spoken.of(look.state().spec().timings().drain());
    if (sample.isPresent() && sample.get() instanceof Sample.Value value) {
      long open = value.pods().values().stream().mapToLong(c -> c.open().orElse(0)).sum();
      boolean known =
          value.pods().values().stream().map(Counters::open).allMatch(o -> o.isPresent());
      return after
          + " although it was not seen to be silent"
          + (known
              ? "; " + open + " connections were open"
              : "; open connections could not be read");
    }
    return after + "; whether it was silent could not be read";
  }
}
