package io.verdigris.report;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One rollout as its events tell it.
 *
 * @param rollout the rollout's id
 * @param events its events, oldest first, at least one
 * @param outcome its end as a value, where the report was given it
 */
record Story(String rollout, List<RolloutEvent> events, Optional<RolloutOutcome> outcome) {

  /** A phase and the time that it took. */
  record Step(Phase phase, Instant from, Instant to) {
    Duration length() {
      return Duration.between(from, to);
    }
  }

  Story {
    events = List.copyOf(events);
  }

  Application application() {
    return events.get(0).application();
  }

  Instant begin() {
    return events.get(0).at();
  }

  Instant end() {
    return events.get(events.size() - 1).at();
  }

  /** Returns the name of the outcome; {@code under way} when there is none yet. */
  String ending() {
    return outcome.map(RolloutOutcome::name).or(this::endingByEvents).orElse("under way");
  }

  /** Returns why it ended so; before its end, what was said last. */
  String reason() {
    return outcome.map(RolloutOutcome::reason).orElse(events.get(events.size() - 1).message());
  }

  /** Returns the colour that serves, as far as the events say. */
  Optional<String> live() {
    Optional<String> switched =
        of(Type.SWITCHED).stream()
            .map(e -> Optional.ofNullable(e.details().get("live")))
            .reduce(Optional.empty(), (first, second) -> second.or(() -> first));
    return outcome.map(o -> o.live().map(Object::toString)).orElse(switched);
  }

  List<RolloutEvent> of(Type type) {
    return events.stream().filter(e -> e.type() == type).toList();
  }

  /** Returns the phases in the order in which they were entered, final ones left out. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    Phase phase = events.get(0).phase();
    Instant from = begin();
    for (RolloutEvent event : events) {
      if (event.type() == Type.PHASE && event.phase() != phase) {
        addUnlessFinal(steps, new Step(phase, from, event.at()));
        phase = event.phase();
        from = event.at();
      }
    }
    addUnlessFinal(steps, new Step(phase, from, end()));
    return steps;
  }

  /** Returns the traffic as the samples show it: each bar reaches from one sample to the next. */
  List<Bar> sampled() {
    List<Bar> bars = new ArrayList<>();
    Counted before = new Counted(begin(), 0, 0, "green");
    for (RolloutEvent event : events) {
      if (event.type() == Type.SWITCHED) {
        String live = event.details().getOrDefault("live", before.live);
        before = new Counted(event.at(), 0, 0, live);
      } else if (event.type() == Type.SAMPLE && event.details().containsKey("requests")) {
        Counted now = Counted.of(event, before.live);
        now.since(before).ifPresent(bars::add);
        before = now;
      }
    }
    return bars;
  }

  private Optional<String> endingByEvents() {
    RolloutEvent last = events.get(events.size() - 1);
    Optional<String> byPhase =
        last.phase().isFinal()
            ? Optional.of(last.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            : Optional.empty();
    return of(Type.OUTCOME).stream()
        .findFirst()
        .map(e -> e.details().get("outcome"))
        .or(() -> byPhase);
  }

  private static void addUnlessFinal(List<Step> steps, Step step) {
    if (!step.phase().isFinal()) {
      steps.add(step);
    }
  }

  /** Totals since the last switch at one moment. */
  private record Counted(Instant at, long requests, long errors, String live) {
    static Counted of(RolloutEvent sample, String live) {
      SortedMap<String, String> details = sample.details();
      return new Counted(
          sample.at(),
          number(details.getOrDefault("requests", "0")),
          number(details.getOrDefault("errors", "0")),
          details.getOrDefault("live", live));
    }

    Optional<Bar> since(Counted before) {
      Duration length = Duration.between(before.at, at);
      long failed = errors - before.errors;
      long well = requests - before.requests - failed;
      if (length.toMillis() <= 0 || failed < 0 || well < 0) {
        return Optional.empty();
      }
      SortedMap<String, Long> answered = new TreeMap<>();
      answered.put(live, well);
      return Optional.of(new Bar(before.at, length, answered, failed));
    }

    private static long number(String text) {
      try {
        return Math.round(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        return 0;
      }
    }
  }
}
