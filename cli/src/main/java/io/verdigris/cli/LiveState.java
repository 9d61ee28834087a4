package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutStatus;
import io.verdigris.spi.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the live view knows of a rollout: a value that each event and status makes anew.
 *
 * @param application the application
 * @param rollout the rollout's id, the Service's name until it has one
 * @param visits the phases so far, in order; the last is the present one
 * @param colours size and images of each colour
 * @param live the colour that serves
 * @param epoch the number of the last switch
 * @param readings requests and failures counted so far, over the latest seconds
 * @param message what happened last
 * @param driver who drives it, when that is another process: then nothing is counted here
 */
record LiveState(
    Application application,
    String rollout,
    List<Visit> visits,
    Map<Colour, Topology.Size> colours,
    Optional<Colour> live,
    long epoch,
    List<Reading> readings,
    String message,
    Optional<String> driver) {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** A phase and when it began. */
  record Visit(Phase phase, Instant began) {}

  /** What was counted of the new colour by some time. */
  record Reading(Instant at, long requests, long errors) {}

  /** Requests over the latest seconds. */
  record Rate(double requestsPerSecond, double errorShare, Reading total) {}

  LiveState {
    visits = List.copyOf(visits);
    colours = Map.copyOf(colours);
    readings = List.copyOf(readings);
  }

  static LiveState of(Application application) {
    return new LiveState(
        application,
        application.service(),
        List.of(),
        Map.of(),
        Optional.empty(),
        0,
        List.of(),
        "",
        Optional.empty());
  }

  LiveState with(RolloutEvent event) {
    Map<String, String> details = event.details();
    String live = details.getOrDefault("live", "");
    boolean switched = event.type() == RolloutEvent.Type.SWITCHED;
    return new LiveState(
        application,
        event.rollout(),
        visits(event),
        colours,
        switched ? Colour.ofLabel(live) : this.live,
        switched ? number(details, "epoch") : epoch,
        isCounted(event) ? readings(event) : readings,
        event.type() == RolloutEvent.Type.SAMPLE ? message : Lines.message(event),
        driver);
  }

  LiveState with(RolloutStatus status) {
    return new LiveState(
        application,
        rollout,
        visits,
        status.colours(),
        status.live(),
        status.epoch(),
        readings,
        message,
        driver);
  }

  /** Takes all from how it stands, as somebody who only watches it must. */
  LiveState watched(RolloutStatus status) {
    String id = status.rollout().orElse(application.service());
    return new LiveState(
        application,
        id,
        status.phase().map(phase -> visits(status, id, phase)).orElse(visits),
        status.colours(),
        status.live(),
        status.epoch(),
        readings,
        StatusText.saidLast(status),
        Optional.of(Watching.isUnderWay(status) ? StatusText.driver(status).substring(2) : ""));
  }

  /** Phases before the first look are not known; another rollout begins anew. */
  private List<Visit> visits(RolloutStatus status, String id, Phase phase) {
    List<Visit> known = id.equals(rollout) ? visits : List.of();
    if (!known.isEmpty() && known.get(known.size() - 1).phase() == phase) {
      return known;
    }
    var more = new ArrayList<>(known);
    more.add(new Visit(phase, status.since().orElse(Instant.EPOCH)));
    return more;
  }

  /** A sample without an answer says nothing about requests, not that there were none. */
  private static boolean isCounted(RolloutEvent event) {
    String answer = event.details().getOrDefault("answer", "");
    return event.type() == RolloutEvent.Type.SAMPLE
        && (answer.equals("value") || answer.equals("no-traffic"));
  }

  private List<Visit> visits(RolloutEvent event) {
    boolean same = !visits.isEmpty() && visits.get(visits.size() - 1).phase() == event.phase();
    if (event.type() != RolloutEvent.Type.PHASE || same) {
      return visits;
    }
    var more = new ArrayList<>(visits);
    more.add(new Visit(event.phase(), event.at()));
    return more;
  }

  private List<Reading> readings(RolloutEvent event) {
    var now =
        new Reading(
            event.at(), number(event.details(), "requests"), number(event.details(), "errors"));
    Instant oldest = event.at().minus(WINDOW);
    var kept =
        new ArrayList<>(
            readings.stream()
                .filter(r -> !r.at().isBefore(oldest) && r.requests() <= now.requests())
                .toList());
    kept.add(now);
    return kept;
  }

  private static long number(Map<String, String> details, String key) {
    String text = details.getOrDefault(key, "");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  /** Returns the rate; empty until two readings are there. */
  Optional<Rate> rate() {
    if (readings.size() < 2) {
      return Optional.empty();
    }
    Reading first = readings.get(0);
    Reading last = readings.get(readings.size() - 1);
    double seconds = Duration.between(first.at(), last.at()).toMillis() / 1000.0;
    long requests = last.requests() - first.requests();
    double share = requests == 0 ? 0 : (double) (last.errors() - first.errors()) / requests;
    return seconds <= 0
        ? Optional.empty()
        : Optional.of(new Rate(requests / seconds, Math.max(0, share), last));
  }
}
