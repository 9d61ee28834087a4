package io.verdigris.internal;

import io.verdigris.Phase;
import io.verdigris.judging.Series;
import io.verdigris.judging.Windows;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Counts what the old colour does before the switch, for the policies that compare with it. The
 * record is as good as the readings were: none of them may delay or end the rollout.
 */
final class OldRecord {
  private static final Set<Phase> BEFORE = EnumSet.of(Phase.PREPARE, Phase.DEPLOY, Phase.VERIFY);
  private static final int STRETCHES = 15;

  /**
   * What is as recent as this many requests needs no older ones beside it: if none of them failed,
   * the bound on their true share is below the margin that is allowed anyway. With fewer, the bound
   * and not the old colour's errors would tell what the new one is allowed.
   */
  static final long ENOUGH = 6000;

  private final Readings readings;
  private final ExtensionCalls common;
  private final Series series = new Series();
  private final Sighting sighting = new Sighting();
  private final Set<String> pods = new HashSet<>();
  private Instant due = Instant.MIN;

  OldRecord(ExtensionCalls common, Readings readings) {
    this.readings = readings;
    this.common = common;
  }

  /** Tells whether it is kept in this state. */
  boolean keeps(RolloutState state) {
    return BEFORE.contains(state.phase())
        && state.from().isPresent()
        && readings.possible()
        && common.extensions().compare();
  }

  /** Reads the old colour when that is due. */
  void look(Look look) {
    if (!keeps(look.state()) || look.now().isBefore(due)) {
      return;
    }
    try {
      Environment environment = sighting.at(look, () -> common.glance(look, look.old()));
      Optional<Sample> sample = readings.read(look, environment);
      if (sample.filter(Sample.Value.class::isInstance).isPresent()) {
        Readings.add(series, look.now(), sample);
        environment.pods().forEach(pod -> pods.add(pod.name()));
        due = look.now().plus(look.state().spec().timings().sample());
      } else {
        sighting.doubt();
      }
    } catch (RuntimeException e) {
      sighting.doubt();
    }
  }

  /** Returns the recent stretches, after all that was counted before them where they are short. */
  private List<Window> record() {
    // at an edge the counters may be those of versions that ran before under the same name
    return record(series.stretches(STRETCHES), series.before(pods::contains));
  }

  static List<Window> record(List<Window> recent, Window earlier) {
    if (Windows.sum(recent).requests() >= ENOUGH) {
      return recent;
    }
    var all = new ArrayList<>(List.of(earlier));
    all.addAll(recent);
    return all;
  }

  /** Adds it to a state; what an earlier process has seen stays until there is something new. */
  RolloutState kept(RolloutState state) {
    List<Window> record = keeps(state) ? record() : List.of();
    return record.stream().anyMatch(w -> w.requests() > 0) ? state.withBaseline(record) : state;
  }
}
