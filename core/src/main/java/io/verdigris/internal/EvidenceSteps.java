package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.spi.EntryProbe;
import io.verdigris.spi.Environment;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks for proof in the data plane, since objects are not it: fresh connections through the entry
 * reach the colour, or its pods' counters move.
 */
final class EvidenceSteps {
  private static final int ENOUGH = 3;
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);

  /** How long a way back without an entry is given to reach the data plane. */
  private static final Duration SETTLING = Duration.ofSeconds(3);

  private final EnvironmentProvisioner provisioner;
  private final EntryProbe probe;
  private final Readings readings;
  private final Calls calls;

  EvidenceSteps(
      EnvironmentProvisioner provisioner, EntryProbe probe, Readings readings, Calls calls) {
    this.provisioner = provisioner;
    this.probe = probe;
    this.readings = readings;
    this.calls = calls;
  }

  /** What the looks have seen so far. */
  private static final class Seen {
    private int streak;
    private String last = "";
    private boolean elsewhere;
    private long counted = -1;
    private boolean counts;
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
    Environment environment = ready(look, to);
    boolean counted = counted(look, environment, seen);
    if (entry.isPresent()) {
      ask(entry.get(), environment, seen);
      if (seen.streak >= ENOUGH) {
        return look.done(ENOUGH + " fresh connections through the entry reached " + to);
      }
    } else if (counted) {
      return look.done("the request counters of " + to + " move");
    }
    if (look.last() && !seen.elsewhere) {
      return look.done("", inconclusive(to, counted, seen));
    }
    return look.waiting(waitingFor(entry, to, seen), entry.isPresent() ? SOON : BETWEEN_READINGS);
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

  private static String waitingFor(Optional<Entry> entry, Colour to, Seen seen) {
    return entry.isPresent() ? seen.last : "a request that reaches " + to;
  }

  Event back(Look look) {
    Colour old = look.old();
    Optional<Entry> entry = look.state().spec().entry();
    if (entry.isEmpty()) {
      return look.running().compareTo(SETTLING) >= 0
          ? look.done("", "the way back was confirmed by slices only: there was no entry")
          : look.waiting(
              "the data plane, which without an entry is given " + SETTLING.toSeconds() + " s",
              BETWEEN_READINGS);
    }
    Seen seen = look.scratch().of(Seen.class, Seen::new);
    ask(entry.get(), ready(look, old), seen);
    return seen.streak >= ENOUGH
        ? look.done(ENOUGH + " fresh connections through the entry reached " + old)
        : look.waiting(seen.last, SOON);
  }

  private Environment ready(Look look, Colour colour) {
    return calls.call("ready", Limits.CALL, () -> provisioner.ready(look.of(colour)));
  }

  /** Tells whether the counters have moved since the first look. */
  private boolean counted(Look look, Environment environment, Seen seen) {
    Optional<Sample> sample = readings.read(look, environment);
    Readings.add(look.series(), look.now(), sample);
    if (sample.isPresent() && sample.get() instanceof Sample.Value value) {
      long requests = Readings.requests(value);
      seen.counts |= seen.counted >= 0 && requests > seen.counted;
      seen.counted = requests;
    } else if (sample.isPresent() && sample.get() instanceof Sample.NoTraffic) {
      seen.counted = 0;
    }
    return seen.counts;
  }

  private void ask(Entry entry, Environment environment, Seen seen) {
    seen.elsewhere = false;
    while (seen.streak < ENOUGH) {
      Optional<String> pod;
      try {
        pod = probe.ask(entry);
      } catch (IOException e) {
        seen.streak = 0;
        seen.last = "the entry does not answer: " + e;
        return;
      }
      if (pod.isEmpty()) {
        seen.streak = 0;
        seen.last = "answers through the entry do not name their pod in header " + entry.header();
        return;
      }
      if (environment.pods().stream().noneMatch(p -> p.name().equals(pod.get()))) {
        seen.streak = 0;
        seen.elsewhere = true;
        seen.last =
            "fresh connections through the entry still reach other pods than those of "
                + environment.colour();
        return;
      }
      seen.streak++;
    }
  }
}
