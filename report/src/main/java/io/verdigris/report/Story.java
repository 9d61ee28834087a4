package io.verdigris.report;

import io.verdigris.Application;
import io.verdigris.Colour;
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

/**
 * One rollout as its events tell it.
 *
 * @param events its events in their order, at least one
 * @param begin the time of the earliest, which is not the first when the clock was set back
 * @param end the time of the latest
 * @param outcome its end as a value, where the report was given it
 */
record Story(
    List<RolloutEvent> events, Instant begin, Instant end, Optional<RolloutOutcome> outcome) {

  private static final int EVEN = 50;

  /** A phase and the time that it took. */
  record Step(Phase phase, Instant from, Instant to) {
    Duration length() {
      return Duration.between(from, to);
    }
  }

  /**
   * The time for which traffic went somewhere.
   *
   * @param colour the colour that was live, or both, such as {@code blue and green}
   * @param beside the share of the traffic that the second of both was given, in percent; 0 where
   *     there was one
   */
  record Reign(String colour, int beside, Instant from, Instant to) {
    /** Returns what each colour was given, such as {@code blue 90 %, green 10 %}. */
    String told() {
      String[] both = colour.split(" and ", 2);
      return both.length < 2
          ? colour
          : both[0] + " " + (100 - beside) + " %, " + both[1] + " " + beside + " %";
    }
  }

  Story {
    events = List.copyOf(events);
  }

  static Story of(List<RolloutEvent> events) {
    Instant begin = events.get(0).at();
    Instant end = begin;
    for (RolloutEvent event : events) {
      begin = event.at().isBefore(begin) ? event.at() : begin;
      end = event.at().isAfter(end) ? event.at() : end;
    }
    return new Story(events, begin, end, Optional.empty());
  }

  Story with(Optional<RolloutOutcome> ended) {
    return new Story(events, begin, end, ended);
  }

  /** Returns the rollout's id; the Service's name alone when it was refused. */
  String rollout() {
    return last().rollout();
  }

  Application application() {
    return last().application();
  }

  Duration length() {
    return Duration.between(begin, end);
  }

  /** Returns the name of the outcome; {@code under way} when there is none yet. */
  String ending() {
    return outcome.map(RolloutOutcome::name).or(this::endingByEvents).orElse("under way");
  }

  /** Returns why it ended so; before its end, what was said last. */
  String reason() {
    String prefix = ending() + ": ";
    String said = last().message();
    return outcome
        .map(RolloutOutcome::reason)
        .orElse(said.startsWith(prefix) ? said.substring(prefix.length()) : said);
  }

  /** Tells whether the events do not speak against its having ended so. */
  boolean endsAs(RolloutOutcome ended) {
    List<RolloutEvent> ends = of(Type.OUTCOME);
    return ends.isEmpty()
        || ends.get(ends.size() - 1).message().equals(ended.name() + ": " + ended.reason());
  }

  List<RolloutEvent> of(Type type) {
    return events.stream().filter(e -> e.type() == type).toList();
  }

  /** Returns the phases in the order in which they were entered, final ones left out. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    Phase phase = events.get(0).phase();
    Instant from = begin;
    for (RolloutEvent event : events) {
      if (event.type() == Type.PHASE && event.phase() != phase) {
        addUnlessFinal(steps, new Step(phase, from, event.at()));
        phase = event.phase();
        from = event.at();
      }
    }
    addUnlessFinal(steps, new Step(phase, from, end));
    return steps;
  }

  /** Returns which colour was live when, as far as the events say. */
  List<Reign> reigns() {
    List<Reign> reigns = new ArrayList<>();
    String colour = "";
    int beside = 0;
    Instant from = begin;
    for (RolloutEvent event : of(Type.SWITCHED)) {
      String told = event.details().getOrDefault("from", "");
      boolean known = told.isEmpty() || beside > 0;
      addUnlessNone(reigns, new Reign(known ? colour : told, known ? beside : 0, from, event.at()));
      colour = live(event);
      beside = beside(event);
      from = event.at();
    }
    addUnlessNone(reigns, new Reign(colour.isEmpty() ? liveAtEnd() : colour, beside, from, end));
    return reigns;
  }

  /** Both share evenly where no weight is told. */
  private static int beside(RolloutEvent switched) {
    String weight = switched.details().getOrDefault("weight", "50");
    boolean shared = !switched.details().getOrDefault("beside", "").isEmpty();
    return shared ? weight.matches("\\d{1,2}") ? Integer.parseInt(weight) : EVEN : 0;
  }

  /** Returns where a switch directs traffic, such as {@code green and blue}. */
  static String live(RolloutEvent switched) {
    String live = switched.details().getOrDefault("live", "");
    String beside = switched.details().getOrDefault("beside", "");
    return beside.isEmpty() ? live : live + " and " + beside;
  }

  private String liveAtEnd() {
    Optional<String> told =
        of(Type.OUTCOME).stream()
            .map(e -> e.details().getOrDefault("live", ""))
            .reduce((first, second) -> second);
    return outcome.map(o -> o.live().map(Colour::label).orElse("")).or(() -> told).orElse("");
  }

  private RolloutEvent last() {
    return events.get(events.size() - 1);
  }

  private Optional<String> endingByEvents() {
    RolloutEvent last = last();
    if (last.type() == Type.OUTCOME) {
      return Optional.ofNullable(last.details().get("outcome"));
    }
    return last.phase().isFinal()
        ? Optional.of(last.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        : Optional.empty();
  }

  private static void addUnlessFinal(List<Step> steps, Step step) {
    if (!step.phase().isFinal()) {
      steps.add(step);
    }
  }

  private static void addUnlessNone(List<Reign> reigns, Reign reign) {
    if (!reign.colour().isEmpty()) {
      reigns.add(reign);
    }
  }
}
