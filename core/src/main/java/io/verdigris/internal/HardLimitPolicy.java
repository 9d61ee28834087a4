package io.verdigris.internal;

import io.verdigris.spi.Evidence;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The policy {@code hard-limits}; {@link io.verdigris.HardLimits} documents it. */
final class HardLimitPolicy implements RollbackPolicy {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final long MIN_REQUESTS = 100;

  @Override
  public Judgement judge(Evidence e) {
    if (e.ready() == 0 && e.desired() > 0) {
      return Judgement.rollBack("none of the new colour's " + e.desired() + " pods is ready");
    }
    if (e.answer().isEmpty()) {
      return Judgement.goOn(
          "no source of metrics was given, only the pods' readiness is watched: "
              + e.ready()
              + " of "
              + e.desired());
    }
    return blind(e.answer().get()).orElseGet(() -> counted(e));
  }

  private static Optional<Judgement> blind(Sample sample) {
    if (sample instanceof Sample.NoTraffic) {
      return Optional.of(Judgement.hold("no request has reached the new colour"));
    } else if (sample instanceof Sample.Missing missing) {
      return Optional.of(Judgement.hold("the metrics are missing: " + missing.reason()));
    } else if (sample instanceof Sample.Failed failed) {
      return Optional.of(Judgement.hold("the source of metrics fails: " + failed.reason()));
    }
    return Optional.empty();
  }

  private static Judgement counted(Evidence e) {
    Map<String, String> settings = e.settings();
    long least = number(settings, "min-requests").map(Double::longValue).orElse(MIN_REQUESTS);
    Duration window =
        Optional.ofNullable(settings.get("window")).map(Duration::parse).orElse(WINDOW);
    Window seen = e.traffic().latest(window, least);
    if (seen.requests() < least) {
      return Judgement.hold(
          seen.requests() + " of the " + least + " requests that a judgement needs were seen");
    }
    return errors(seen, settings).or(() -> latency(seen, settings)).orElseGet(() -> fine(seen));
  }

  private static Optional<Judgement> errors(Window seen, Map<String, String> settings) {
    return number(settings, "max-error-rate")
        .filter(limit -> seen.errorShare() > limit)
        .map(
            limit ->
                Judgement.rollBack(
                    seen.errors()
                        + " of "
                        + seen.requests()
                        + " requests failed in the last "
                        + seconds(seen)
                        + " ("
                        + percent(seen.errorShare())
                        + "), the limit is "
                        + percent(limit)));
  }

  private static Optional<Judgement> latency(Window seen, Map<String, String> settings) {
    Optional<Double> share = number(settings, "latency-share");
    if (share.isEmpty()) {
      return Optional.empty();
    }
    Duration within = Duration.parse(settings.getOrDefault("latency", "PT1S"));
    var boundary =
        seen.buckets().tailMap(within.toNanos() / 1e9).entrySet().stream()
            .filter(b -> !b.getKey().isInfinite())
            .findFirst();
    if (boundary.isEmpty()) {
      return Optional.of(
          Judgement.hold(
              "no bucket boundary at or above "
                  + within.toMillis()
                  + " ms in the new colour's histogram"));
    }
    double slow = 1 - (double) boundary.get().getValue() / seen.requests();
    return slow <= 1 - share.get()
        ? Optional.empty()
        : Optional.of(
            Judgement.rollBack(
                percent(slow)
                    + " of "
                    + seen.requests()
                    + " requests in the last "
                    + seconds(seen)
                    + " took longer than "
                    + Math.round(boundary.get().getKey() * 1000)
                    + " ms, the limit is "
                    + percent(1 - share.get())));
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

  private static Optional<Double> number(Map<String, String> settings, String key) {
    try {
      return Optional.ofNullable(settings.get(key)).map(Double::valueOf);
    } catch (NumberFormatException e) {
      throw new PermanentFailureException(
          key + " of hard-limits must be a number, but is \"" + settings.get(key) + "\"", e);
    }
  }

  private static String seconds(Window seen) {
    return String.format(Locale.ROOT, "%.1f s", seen.length().toMillis() / 1000.0);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }
}
