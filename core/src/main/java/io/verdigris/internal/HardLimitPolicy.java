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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** The policy {@code hard-limits}; {@link io.verdigris.HardLimits} documents it. */
final class HardLimitPolicy implements RollbackPolicy {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int MIN_REQUESTS = 100;
  private static final int MAX_RESTARTS = 2;
  private static final Duration LONGEST = Duration.ofDays(365);

  /** The settings, read and checked. */
  private record Bounds(
      OptionalDouble maxErrorRate,
      OptionalDouble share,
      Duration latency,
      OptionalInt maxRestarts,
      int minRequests,
      Duration window) {
    static Bounds parse(Map<String, String> values) {
      var s = new Settings(HardLimits.ID, values);
      s.refuseOthers(
          Set.of(
              "max-error-rate",
              "latency-share",
              "latency",
              "max-restarts",
              "min-requests",
              "window"));
      OptionalDouble share = s.share("latency-share");
      if (share.isEmpty() && s.text("latency").isPresent()) {
        throw s.wrong("latency-share", "must be set together with latency");
      }
      return new Bounds(
          s.share("max-error-rate"),
          share,
          s.duration("latency", LONGEST).orElse(Duration.ofSeconds(1)),
          s.text("max-restarts").isEmpty()
              ? OptionalInt.empty()
              : OptionalInt.of(s.number("max-restarts", 0, 0, Integer.MAX_VALUE)),
          s.number("min-requests", MIN_REQUESTS, 1, Integer.MAX_VALUE),
          s.duration("window", LONGEST).orElse(WINDOW));
    }

    /** A single pod that restarts a few times is bad luck; of many pods, a tenth is. */
    int restarts(int replicas) {
      return maxRestarts.orElse(Math.max(MAX_RESTARTS, replicas / 10));
    }

    List<ShareLimit> shares() {
      var all = new ArrayList<ShareLimit>();
      maxErrorRate.ifPresent(most -> all.add(new ShareLimit(most, Window::errors, w -> "failed")));
      share.ifPresent(
          in -> all.add(new ShareLimit(1 - in, w -> w.slower(latency).orElse(0), this::slow)));
      return all;
    }

    private String slow(Window seen) {
      double boundary = seen.bucket(latency).map(Map.Entry::getKey).orElse(0.0);
      return "took longer than " + Math.round(boundary * 1000) + " ms";
    }

    /** Tells whether latency is limited but not seen at all. */
    boolean noBucket(Window seen) {
      return share.isPresent() && seen.bucket(latency).isEmpty();
    }
  }

  @Override
  public Map<String, String> disclosed(Map<String, String> settings) {
    return settings;
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    Bounds.parse(settings);
    return Admission.granted();
  }

  @Override
  public Judgement judge(Evidence e) {
    Bounds limits = Settings.underWay(() -> Bounds.parse(e.settings()));
    return restarts(e, limits)
        .or(() -> e.answer().isEmpty() ? Optional.of(unread(e)) : Blindness.of(e.answer().get()))
        .orElseGet(() -> counted(e.traffic(), limits));
  }

  private static Optional<Judgement> restarts(Evidence e, Bounds limits) {
    int most = limits.restarts(e.desired());
    return e.restarts() <= most
        ? Optional.empty()
        : Optional.of(
            Judgement.rollBack(
                "containers of the new colour restarted "
                    + e.restarts()
                    + " times since the switch, the limit is "
                    + most));
  }

  private static Judgement unread(Evidence e) {
    return Judgement.goOn(
        "no source of metrics was given, only the pods are watched: "
            + e.ready()
            + " of "
            + e.desired()
            + " are ready, with "
            + e.restarts()
            + " restarts");
  }

  private static Judgement counted(Evidence.Traffic traffic, Bounds limits) {
    List<Window> windows = windows(traffic, limits);
    Window latest = windows.get(0);
    if (latest.requests() < limits.minRequests()) {
      return Judgement.hold(
          latest.requests()
              + " of the "
              + limits.minRequests()
              + " requests that a judgement needs were seen");
    }
    return limits.shares().stream()
        .flatMap(limit -> windows.stream().flatMap(seen -> limit.above(seen).stream()))
        .findFirst()
        .orElseGet(
            () -> limits.noBucket(latest) ? Blindness.noBucket(limits.latency()) : fine(latest));
  }

  /** The latest first, then longer ones: what is little above a limit takes more to be shown. */
  private static List<Window> windows(Evidence.Traffic traffic, Bounds limits) {
    var windows = new ArrayList<Window>();
    long requests = limits.minRequests();
    do {
      windows.add(traffic.latest(limits.window(), requests));
      requests *= 2;
    } while (windows.get(windows.size() - 1).requests() >= requests / 2);
    return windows;
  }

  private static Judgement fine(Window seen) {
    return Judgement.goOn(
        seen.errors()
            + " of "
            + seen.requests()
            + " requests failed in the last "
            + ShareLimit.seconds(seen)
            + ", no limit is shown to be exceeded");
  }
}
