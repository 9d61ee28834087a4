package io.verdigris.internal;

import io.verdigris.judging.Series;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The steps in which both colours have traffic, since a policy suspects the new one by what the old
 * one did before: what happens to both at the same time is not the new one's fault.
 */
final class CompareSteps {
  /** Between two readings of both colours. */
  static final Duration EVERY = Duration.ofSeconds(1);

  /** For how long each process watches a step at least, or for as long as the step takes. */
  private static final Duration LEAST = Duration.ofMinutes(1);

  private final ExtensionCalls common;
  private final TrafficSteps traffic;
  private final Readings readings;
  private final WatchSteps watch;

  CompareSteps(ExtensionCalls common, TrafficSteps traffic, Readings readings, WatchSteps watch) {
    this.common = common;
    this.traffic = traffic;
    this.readings = readings;
    this.watch = watch;
  }

  /** What both colours did since both have traffic. */
  private static final class Both {
    private final Sighting sighting = new Sighting();
    private final Series oldColour = new Series();
    private final Series newColour = new Series();
    private final List<Stretch> stretches = new ArrayList<>();
    private boolean begun;

    /** Adds a reading of both; where one of them tells nothing, the next one tells for both. */
    void add(Instant now, Optional<Sample> ofOld, Optional<Sample> ofNew) {
      if (!Readings.counts(ofOld) || !Readings.counts(ofNew)) {
        return;
      }
      boolean first = newColour.isEmpty();
      Readings.add(oldColour, now, ofOld);
      Readings.add(newColour, now, ofNew);
      if (!first) {
        stretches.add(new Stretch(oldColour.last(), newColour.last()));
      }
    }
  }

  /** Moves traffic while the new colour goes on being watched. */
  Event moving(Look look, Supplier<Event> step) {
    return watch.alarm(look, false).orElseGet(() -> watch.unlessGone(look, step.get()));
  }

  /**
   * Watches both colours until the step's time is over. What is suspect by then goes back; what is
   * not seen is waited for, since being blind promotes nothing.
   */
  Event shifted(Look look) {
    Judgement judgement = together(look, look.scratch().of(Both.class, Both::new));
    boolean over = isOver(look, look.state().step().duration());
    Verdict verdict = judgement.verdict();
    if (!over || verdict == Verdict.BLIND || verdict == Verdict.ROLL_BACK) {
      return new Event.Judged(look.phase(), judgement, "");
    }
    return verdict == Verdict.SUSPECT
        ? new Event.Judged(look.phase(), Judgement.rollBack(judgement.why()), "")
        : look.done(judgement.why());
  }

  /** Whoever takes over sees for a while himself before he gives more. */
  private static boolean isOver(Look look, Duration step) {
    Duration own = step.compareTo(LEAST) < 0 ? step : LEAST;
    return !look.now().isBefore(look.state().since().plus(step))
        && look.running().compareTo(own) >= 0;
  }

  Event compare(Look look) {
    Both both = look.scratch().of(Both.class, Both::new);
    if (!both.begun && traffic.isCompared(look)) {
      return look.done("");
    }
    both.begun = true;
    Judgement judgement = together(look, both);
    if (!look.last() || judgement.verdict() == Verdict.ROLL_BACK) {
      return new Event.Judged(look.phase(), judgement, "");
    }
    // whoever sees nothing at the end cannot clear it of the suspicion
    boolean cleared =
        judgement.verdict() != Verdict.SUSPECT && judgement.verdict() != Verdict.BLIND;
    return !cleared
        ? new Event.Judged(look.phase(), Judgement.rollBack(judgement.why()), "")
        : new Event.Compared(look.phase(), watch.record(look, both.stretches), judgement.why());
  }

  private Judgement together(Look look, Both both) {
    Environment environment = both.sighting.at(look, () -> common.glance(look, look.old()));
    return watch.judged(
        look,
        ofNew -> {
          both.add(look.now(), readings.read(look, environment), ofNew);
          return both.stretches;
        });
  }
}
