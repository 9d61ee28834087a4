package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.spi.EntryProbe;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Sample;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Looks for proof in the data plane, since objects are not it: fresh connections through the entry
 * reach the colour, or its pods' counters move.
 */
final class EvidenceSteps {
  /** How many connections prove the way back, which nothing but speed speaks for. */
  private static final int ENOUGH_BACK = 3;

  /** How many connections are made in one look, and for how long at most. */
  private static final int BATCH = 30;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);

  /** How long the data plane is given before anything but its answers is taken for proof. */
  private static final Duration SETTLING = Duration.ofSeconds(3);

  /**
   * How long a way back waits for the old colour's counters. No longer: until the new colour goes,
   * kept connections get its errors.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ExtensionCalls common;
  private final EntryProbe probe;
  private final InstantSource clock;
  private final Readings readings;
  private final Recorder recorder;

  EvidenceSteps(
      ExtensionCalls common,
      EntryProbe probe,
      InstantSource clock,
      Readings readings,
      Recorder recorder) {
    this.common = common;
    this.probe = probe;
    this.clock = clock;
    this.readings = readings;
    this.recorder = recorder;
  }

  /** What the looks have seen so far. */
  private static final class Seen {
    private final Sighting sighting = new Sighting();
    private final Movement movement = new Movement();
    private Instant due = Instant.MIN;
    private int streak;
    private int mute;
    private String last = "";
    private boolean elsewhere;
    private Instant settled = Instant.MIN;
  }

  Event forward(Look look) {
    Optional<Entry> entry = look.state().spec().entry();
    Colour to = look.state().to();
    if (entry.isEmpty() && !readings.possible()) {
      return look.done(
          "",
          "movement was confirmed by slices only: there was neither an entry nor a source of metrics");
    }
    Seen seen = look.scratch().of(Seen.class, Seen::new);
    Environment environment = seen.sighting.at(look, () -> common.glance(look, to));
    count(look, environment, seen).ifPresent(s -> record(look, environment, Optional.of(s)));
    entry.ifPresent(e -> ask(look, e, e.connections(), environment, seen));
    boolean counted = seen.movement.seen();
    if (entry.filter(e -> seen.streak >= e.connections()).isPresent()) {
      return look.done(reached(look, entry.get(), seen.streak));
    } else if (entry.isEmpty() && counted) {
      return look.done("the request counters of " + to + " move");
    }
    if (look.last() && seen.streak > 0) {
      String reached = entry.map(e -> reached(look, e, seen.streak)).orElse("");
      return look.done("", reached + "; for more the confirm timeout was too short");
    }
    boolean enough = look.last() || (counted && seen.streak == 0 && settled(look, seen));
    return enough && !seen.elsewhere
        ? look.done("", inconclusive(to, counted, seen))
        : look.waiting(
            entry.isPresent() ? seen.last : "a request that reaches " + to, pause(entry, seen));
  }

  private static String reached(Look look, Entry entry, int connections) {
    double confidence =
        connections < entry.connections() ? entry.confidenceAfter(connections) : entry.confidence();
    return connections
        + " fresh connections through the entry reached "
        + look.state().to()
        + ": with "
        + percent(confidence)
        + " confidence less than "
        + percent(entry.detect())
        + " still reach "
        + look.state().from().map(Colour::label).orElse("other pods");
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share)
            .movePointRight(2)
            .setScale(2, RoundingMode.FLOOR)
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  private void record(Look look, Environment environment, Optional<Sample> sample) {
    Readings.add(look.series(), look.now(), sample);
    recorder.tell(look, environment, sample, List.of(), List.of());
  }

  /** Slices have been seen to be in force and nothing speaks against it: no reason to go back. */
  private static String inconclusive(Colour to, boolean counted, Seen seen) {
    return counted
        ? "movement was confirmed by the counters of "
            + to
            + "; the entry told nothing: "
            + seen.last
        : "movement was confirmed by slices only: no request reached "
            + to
            + " within the confirm timeout"
            + (seen.last.isEmpty() ? "" : "; " + seen.last);
  }

  /**
   * Only answers from other pods hold the way back: an entry that is down or names no pods proves
   * nothing, and meanwhile kept connections get the new colour's errors. For the same reason few
   * answers from the old colour are enough: what still reaches the new one is over once that goes.
   */
  Event back(Look look) {
    Colour old = look.old();
    Optional<Entry> entry = look.state().spec().entry();
    Seen seen = look.scratch().of(Seen.class, Seen::new);
    if (entry.isPresent() || readings.possible()) {
      Environment environment = seen.sighting.at(look, () -> common.glance(look, old));
      entry.ifPresent(e -> ask(look, e, ENOUGH_BACK, environment, seen));
      var unused = count(look, environment, seen);
    }
    if (seen.streak >= ENOUGH_BACK) {
      return look.done(ENOUGH_BACK + " fresh connections through the entry reached " + old);
    } else if (settled(look, seen) && seen.movement.seen()) {
      return look.done("the request counters of " + old + " move");
    }
    Duration patience = readings.possible() ? PATIENCE : SETTLING;
    return settled(look, seen) && look.running().compareTo(patience) >= 0
        ? look.done("", "the way back was confirmed by slices only: " + silent(entry, seen))
        : look.waiting(
            seen.last.isEmpty() ? "the data plane, which is given a moment" : seen.last,
            pause(entry, seen));
  }

  private String silent(Optional<Entry> entry, Seen seen) {
    String counters =
        readings.possible() ? "no request was counted within " + PATIENCE.toSeconds() + " s" : "";
    String told = entry.isEmpty() ? "there was no entry" : seen.last;
    return counters.isEmpty() ? told : told + "; " + counters;
  }

  /** Tells whether for a while now no answer has come from other pods. */
  private static boolean settled(Look look, Seen seen) {
    return look.running().compareTo(SETTLING) >= 0 && !look.now().isBefore(seen.settled);
  }

  private static Duration pause(Optional<Entry> entry, Seen seen) {
    if (entry.isEmpty()) {
      return BETWEEN_READINGS;
    }
    Duration pause = SOON.multipliedBy(1L << Math.min(seen.mute, 4));
    return pause.compareTo(BETWEEN_READINGS) > 0 ? BETWEEN_READINGS : pause;
  }

  /** Reads the counters when they are due. */
  private Optional<Sample> count(Look look, Environment environment, Seen seen) {
    if (look.now().isBefore(seen.due)) {
      return Optional.empty();
    }
    seen.due = look.now().plus(BETWEEN_READINGS);
    Optional<Sample> sample = readings.read(look, environment);
    sample.ifPresent(s -> seen.movement.add(s, environment));
    return sample;
  }

  /** Asks until enough answers in a row came from the colour, one came from elsewhere, or later. */
  private void ask(Look look, Entry entry, int enough, Environment environment, Seen seen) {
    seen.elsewhere = false;
    Instant end = clock.instant().plus(LOOK);
    for (int i = 0; i < BATCH && seen.streak < enough && clock.instant().isBefore(end); i++) {
      Optional<String> pod;
      try {
        pod = probe.ask(entry);
      } catch (IOException e) {
        mute(seen, "the entry does not answer: " + e);
        return;
      }
      if (pod.isEmpty()) {
        mute(seen, "answers through the entry do not name their pod in header " + entry.header());
        return;
      }
      seen.mute = 0;
      if (environment.pods().stream().noneMatch(p -> p.name().equals(pod.get()))) {
        elsewhere(look, environment.colour(), seen);
        return;
      }
      seen.streak++;
      seen.last = seen.streak + " of " + enough + " fresh connections have reached the colour";
    }
  }

  private static void mute(Seen seen, String why) {
    seen.streak = 0;
    seen.mute++;
    seen.last = why;
  }

  private static void elsewhere(Look look, Colour colour, Seen seen) {
    seen.streak = 0;
    seen.elsewhere = true;
    seen.settled = look.now().plus(SETTLING);
    seen.sighting.doubt();
    seen.last =
        "fresh connections through the entry still reach other pods than those of " + colour;
  }
}
