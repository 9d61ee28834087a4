package io.verdigris.internal;

import io.verdigris.Comparison;
import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.RolloutSpec;
import io.verdigris.judging.Windows;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Evidence.Beside;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Settings;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The policy {@code comparison}; {@link io.verdigris.Comparison} documents it. */
final class ComparisonPolicy implements RollbackPolicy {
  private static final double MARGIN = 0.001;
  private static final double SLOW_MARGIN = 0.01;
  private static final double FALSE_ALARMS = 0.01;
  private static final double DETECT = 0.01;
  private static final int MIN_REQUESTS = 20;
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final int STRETCHES = 16;
  private static final Beside NEVER = new Beside(0, List.of());

  /** The settings, read and checked. */
  private record Rules(
      double margin,
      Optional<Duration> latency,
      double slowMargin,
      double falseAlarms,
      double detect,
      int minRequests) {
    static Rules parse(Map<String, String> values) {
      var s = new Settings(Comparison.ID, values);
      s.refuseOthers(
          Set.of("margin", "latency", "slow-margin", "false-alarms", "detect", "min-requests"));
      return new Rules(
          between(s, "margin", MARGIN),
          s.duration("latency", LONGEST),
          between(s, "slow-margin", SLOW_MARGIN),
          between(s, "false-alarms", FALSE_ALARMS),
          between(s, "detect", DETECT),
          s.number("min-requests", MIN_REQUESTS, 1, Integer.MAX_VALUE));
    }

    private static double between(Settings s, String key, double otherwise) {
      double share = s.share(key).orElse(otherwise);
      if (share <= 0 || share >= 1) {
        throw s.wrong(key, "must be a share between 0 and 1, such as " + otherwise);
      }
      return share;
    }

    /** Each of what is compared may spend its part of the false alarms. */
    List<Compared> compared() {
      double level = falseAlarms / (latency.isPresent() ? 2 : 1);
      var all = new ArrayList<Compared>();
      all.add(new Compared("failed", margin, level, detect, Window::errors));
      latency.ifPresent(
          time ->
              all.add(
                  new Compared(
                      "were slow", slowMargin, level, detect, w -> w.slower(time).orElse(0))));
      return all;
    }
  }

  @Override
  public boolean compares() {
    return true;
  }

  @Override
  public Map<String, String> disclosed(Map<String, String> settings) {
    return settings;
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    Rules.parse(settings);
    return spec.extensions(Extension.Kind.METRICS).isEmpty()
        ? Admission.refused(
            List.of(
                new Finding(
                    "policy",
                    Comparison.ID,
                    "has nothing to compare by without a source of metrics",
                    "name one, such as pods")))
        : Admission.granted();
  }

  @Override
  public Judgement judge(Evidence e) {
    Rules rules = Settings.underWay(() -> Rules.parse(e.settings()));
    if (e.answer().isEmpty()) {
      return Judgement.hold("no source of metrics was given, so that nothing can be compared");
    }
    return Blindness.of(e.answer().get()).orElseGet(() -> judge(rules, e, e.traffic().suffixes()));
  }

  private static Judgement judge(Rules rules, Evidence e, List<Window> suffixes) {
    Beside beside = e.beside().orElse(NEVER);
    return unarmed(rules, Windows.sum(e.baseline()), suffixes.get(0))
        .orElseGet(
            () ->
                Judgement.worst(
                    rules.compared().stream()
                        .map(c -> c.judge(e.baseline(), suffixes, beside))
                        .toList()));
  }

  /**
   * What the old colour did while the new one had traffic as well belongs to its record; where that
   * was worse than before, it is the record, since times have changed for both.
   */
  @Override
  public List<Window> record(Evidence e) {
    Rules rules = Settings.underWay(() -> Rules.parse(e.settings()));
    List<Window> now =
        e.beside().orElse(NEVER).stretches().stream().map(Evidence.Stretch::oldColour).toList();
    if (rules.compared().stream().anyMatch(c -> c.isWorse(e.baseline(), now))) {
      return Windows.atMost(now, STRETCHES);
    }
    var all = new ArrayList<>(e.baseline());
    all.addAll(now);
    return Windows.atMost(all, STRETCHES);
  }

  private static Optional<Judgement> unarmed(Rules rules, Window record, Window seen) {
    if (record.requests() < rules.minRequests()) {
      return Optional.of(
          Judgement.hold(
              "nothing to compare with: "
                  + record.requests()
                  + " of the "
                  + rules.minRequests()
                  + " requests that it takes were seen of the old colour before the switch"));
    }
    return rules
        .latency()
        .filter(time -> record.bucket(time).isEmpty() || seen.bucket(time).isEmpty())
        .map(Blindness::noBucket);
  }
}
