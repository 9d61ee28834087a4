package io.verdigris.internal;

import io.verdigris.Phase;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Counts what the old colour does before the switch, for the policies that compare with it. The
 * record is as good as the readings were: none of them may delay or end the rollout.
 */
final class OldRecord {
  private static final Set<Phase> BEFORE = EnumSet.of(Phase.PREPARE, Phase.DEPLOY, Phase.VERIFY);
  private static final int STRETCHES = 16;

  private final Extensions extensions;
  private final Readings readings;
  private final Calls calls;
  private final Series series = new Series();
  private final Sighting sighting = new Sighting();
  private Instant due = Instant.MIN;

  OldRecord(Extensions extensions, Readings readings, Calls calls) {
    this.extensions = extensions;
    this.readings = readings;
    this.calls = calls;
  }

  /** Tells whether it is kept in this state. */
  boolean keeps(RolloutState state) {
    return BEFORE.contains(state.phase())
        && state.from().isPresent()
        && readings.possible()
        && extensions.compare();
  }

  /** Reads the old colour when that is due. */
  void look(Look look) {
    if (!keeps(look.state()) || look.now().isBefore(due)) {
      return;
    }
    due = look.now().plus(look.state().spec().timings().sample());
    try {
      Environment environment = sighting.at(look, () -> ready(look));
      Optional<Sample> sample = readings.read(look, environment);
      Readings.add(series, look.now(), sample);
    } catch (RuntimeException e) {
      sighting.doubt();
    }
  }

  private Environment ready(Look look) {
    return calls.call(
        "ready", Limits.CALL, () -> extensions.provisioner().ready(look.of(look.old())));
  }

  /** Adds it to a state that has none or less of it. */
  RolloutState kept(RolloutState state) {
    List<Window> record = keeps(state) ? series.stretches(STRETCHES) : List.of();
    return Windows.sum(record).requests() > Windows.sum(state.baseline()).requests()
        ? state.withBaseline(record)
        : state;
  }
}
