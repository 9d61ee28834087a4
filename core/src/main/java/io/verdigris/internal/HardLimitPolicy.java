package io.verdigris.internal;

import io.verdigris.HardLimits;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Settings;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The policy {@code hard-limits}; {@link io.verdigris.HardLimits} documents it. */
final class HardLimitPolicy implements RollbackPolicy {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int MIN_REQUESTS = 100;
  private static final Duration LONGEST = Duration.ofDays(365);

  /** The settings, read and checked. */
  private record Bounds(
      OptionalDouble maxErrorRate,
      OptionalDouble share,
      Duration latency,
      int minRequests,
      Duration window) {
    static Bounds parse(Map<String, String> values) {
      var s = new Settings(HardLimits.ID, values);
      s.refuseOthers(
          Set.of("max-error-rate", "latency-share", "latency", "min-requests", "window"));
      OptionalDouble share = s.share("latency-share");
      if (share.isEmpty() && s.text("latency").isPresent()) {
        throw s.wrong("latency-share", "must be set together with latency");
      }
      return new Bounds(
          s.share("max-error-rate"),
          share,
          s.duration("latency", LONGEST).orElse(Duration.ofSeconds(1)),
          s.number("min-requests", MIN_REQUESTS, 1, Integer.MAX_VALUE),
          s.duration("window", LONGEST).orElse(WINDOW));
    }
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    Bounds.parse(settings);
    return Admission.granted();
  }

  @Override
  public Judgement judge(Evidence e) {
    if (e.answer().isEmpty()) {
      return Judgement.goOn(
          "no source of metrics was given, only the pods' readiness is watched: "
              + e.ready()
              + " of "
              + e.desired());
    }
    return Blindness.of(e.answer().get()).orElseGet(() -> counted(e));
  }

  private static Judgement counted(Evidence e) {
    Bounds limits = Settings.underWay(() -> Bounds.parse(e.settings()));
    long least = limits.minRequests();
    Window seen = e.traffic().latest(limits.window(), least);
    if (seen.requests() < least) {
      return Judgement.hold(
          seen.requests() + " of the " + least + " requests that a judgement needs were seen");
    }
    return errors(seen, limits).or(() -> latency(seen, limits)).orElseGet(() -> fine(seen));
  }

  private static Optional<Judgement> errors(Window seen, Bounds limits) {
    return limits.maxErrorRate().stream()
        .filter(limit -> seen.errorShare() > limit)
        .mapToObj(
            limit ->
                Judgement.rollBack(
                    seen.errors()
                        + " of "
                        + seen.requests()
                        + " requests failed in the last "
                        + seconds(seen)
                        + " ("
                        + Spoken.percent(seen.errorShare())
                        + "), the limit is "
                        + Spoken.percent(limit)))
        .findFirst();
  }

  private static Optional<Judgement> latency(Window seen, Bounds limits) {
    OptionalDouble share = limits.share();
    if (share.isEmpty()) {
      return Optional.empty();
    }
    Duration within = limits.latency();
    var boundary = seen.bucket(within);
    if (boundary.isEmpty()) {
      return Optional.of(Blindness.noBucket(within));
    }
    double slow = 1 - (double) boundary.get().getValue() / seen.requests();
    return slow <= 1 - share.getAsDouble()
        ? Optional.empty()
        : Optional.of(
            Judgement.rollBack(
                Spoken.percent(slow)
                    + " of "
                    + seen.requests()
                    + " requests in the last "
                    + seconds(seen)
                    + " took longer than "
                    + Math.round(boundary.get().getKey() * 1000)
                    + " ms, the limit is "
                    + Spoken.percent(1 - share.getAsDouble())));
  }

  private static Judgement fine(Window seen) {
    return Judgement.goOn(
        seen.errors()
            + " of "
            + seen.requests()
            + " requests failed in the last "
            + seconds(seen)
            + ", within the limits");
  }

  private static String seconds(Window seen) {
    return String.format(Locale.ROOT, "%.1f s", seen.length().toMillis() / 1000.0);
  }
}
