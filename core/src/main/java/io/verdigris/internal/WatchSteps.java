package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.RolloutEvent;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Sample;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steps that watch: the new colour through the soak, the old one until it is silent. */
final class WatchSteps {
  /** How old what was read of the cluster may be while nothing is seen to change. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);

  private final Extensions extensions;
  private final Readings readings;
  private final Calls calls;

  WatchSteps(Extensions extensions, Readings readings, Calls calls) {
    this.extensions = extensions;
    this.readings = readings;
    this.calls = calls;
  }

  /** What was last seen of the new colour. */
  private static final class Watched {
    private @Nullable Environment environment;
    private Instant read = Instant.MIN;
    private Judgement.@Nullable Verdict verdict;
  }

  Event watch(Look look) {
    Watched watched = look.scratch().of(Watched.class, Watched::new);
    Environment environment = environment(look, watched);
    Optional<Sample> sample = readings.read(look, environment);
    Readings.add(look.series(), look.now(), sample);
    tellSample(look, environment, sample);
    Judgement judgement = judge(look, environment, sample);
    if (judgement.verdict() != watched.verdict) {
      watched.verdict = judgement.verdict();
      look.tell()
          .tell(
              RolloutEvent.Type.JUDGEMENT,
              judgement.why(),
              Map.of("judgement", judgement.verdict().name()));
    }
    return new Event.Judged(look.phase(), judgement);
  }

  /**
   * Reads the cluster when it may have changed; someone else's change of traffic ends the watch.
   */
  private Environment environment(Look look, Watched watched) {
    boolean stale = !look.now().isBefore(plus(watched.read, FRESH));
    if (watched.environment != null && !stale && !look.woken()) {
      return watched.environment;
    }
    TrafficState traffic =
        calls.call(
            "read", Limits.CALL, () -> extensions.switcher().read(look.context().application()));
    if (!Decider.agrees(look.state(), traffic)) {
      throw new ForeignChangeException(Decider.disagreement(look.state(), traffic));
    }
    Environment environment = ready(look, look.state().to());
    watched.environment = environment;
    watched.read = look.now();
    return environment;
  }

  private static Instant plus(Instant instant, Duration duration) {
    return instant.equals(Instant.MIN) ? instant : instant.plus(duration);
  }

  private static void tellSample(Look look, Environment environment, Optional<Sample> sample) {
    Window all = look.series().all();
    String answer = Readings.nameOf(sample);
    look.tell()
        .tell(
            RolloutEvent.Type.SAMPLE,
            all.requests() + " requests, " + all.errors() + " failed",
            Map.of(
                "requests", Long.toString(all.requests()),
                "errors", Long.toString(all.errors()),
                "ready", Integer.toString(environment.ready()),
                "desired", Integer.toString(environment.desired()),
                "live", environment.colour().label(),
                "answer", answer));
  }

  private Judgement judge(Look look, Environment environment, Optional<Sample> sample) {
    var evidence =
        new Evidence(
            look.context(),
            Duration.between(look.state().since(), look.now()),
            sample,
            look.series(),
            environment.desired(),
            environment.ready(),
            extensions.policy().extension().settings());
    try {
      return calls.call(
          "policy " + extensions.policy().id(),
          Limits.CALL,
          () -> extensions.policy().instance().judge(evidence));
    } catch (RuntimeException e) {
      return Judgement.hold("policy " + extensions.policy().id() + " failed: " + e.getMessage());
    }
  }

  /** When the old colour last answered a request. */
  private static final class Silence {
    private long requests = -1;
    private Instant since = Instant.MIN;
  }

  Event drain(Look look) {
    Colour old = look.old();
    Environment environment = ready(look, old);
    if (environment.ready() == 0) {
      return look.done(old + " serves nothing any more");
    }
    Silence silence = look.scratch().of(Silence.class, Silence::new);
    Optional<Sample> sample = readings.read(look, environment);
    if (silent(look, silence, sample)) {
      return look.done(old + " has been silent for " + look.state().spec().timings().quiet());
    }
    return look.last()
        ? look.done("", forced(look, sample))
        : look.waiting(
            sample.isEmpty() ? "the drain timeout" : "silence of " + old, BETWEEN_READINGS);
  }

  private static boolean silent(Look look, Silence silence, Optional<Sample> sample) {
    Optional<Long> requests =
        sample.flatMap(
            s ->
                s instanceof Sample.Value value
                    ? Optional.of(Readings.requests(value))
                    : s instanceof Sample.NoTraffic ? Optional.of(0L) : Optional.empty());
    if (requests.isEmpty() || requests.get() != silence.requests) {
      silence.requests = requests.orElse(-1L);
      silence.since = look.now();
      return false;
    }
    Duration quiet = look.state().spec().timings().quiet();
    return !look.now().isBefore(silence.since.plus(quiet));
  }

  private static String forced(Look look, Optional<Sample> sample) {
    String after =
        look.old()
            + " was taken away after the drain timeout of "
            + look.state().spec().timings().drain();
    if (sample.isPresent() && sample.get() instanceof Sample.Value value) {
      long open = value.pods().values().stream().mapToLong(c -> c.open().orElse(0)).sum();
      boolean known =
          value.pods().values().stream().map(Counters::open).allMatch(o -> o.isPresent());
      return after
          + " although it still answered requests"
          + (known
              ? "; " + open + " connections were open"
              : "; open connections could not be read");
    }
    return after + "; whether it was silent could not be read";
  }

  private Environment ready(Look look, Colour colour) {
    return calls.call("ready", Limits.CALL, () -> extensions.provisioner().ready(look.of(colour)));
  }
}
