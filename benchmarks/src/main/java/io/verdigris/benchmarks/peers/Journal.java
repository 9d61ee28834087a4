package io.verdigris.benchmarks.peers;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a rollout has told, and its requests, both in order of time. Written and read as lines.
 *
 * @param events the events
 * @param calls the requests
 */
record Journal(List<Entry> events, List<Call> calls) {
  private static final String EVENT = "event";
  private static final String CALL = "call";

  static final Journal NONE = new Journal(List.of(), List.of());

  /** An event, but for its details. */
  record Entry(Instant at, Phase phase, RolloutEvent.Type type, String message) {
    static Entry of(RolloutEvent event) {
      return new Entry(event.at(), event.phase(), event.type(), event.message());
    }
  }

  Journal {
    events = List.copyOf(events);
    calls = List.copyOf(calls);
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    events.forEach(e -> lines.add(line(EVENT, e.at(), e.phase(), e.type(), e.message())));
    calls.forEach(c -> lines.add(line(CALL, c.sent(), c.answered(), c.kind(), c.name())));
    return lines;
  }

  private static String line(Object... fields) {
    var text = new ArrayList<String>();
    for (Object field : fields) {
      text.add(field.toString().replaceAll("\\s+", " "));
    }
    return String.join("\t", text);
  }

  /** Reads lines; those that are neither an event nor a request are left out. */
  static Journal parse(List<String> lines) {
    var events = new ArrayList<Entry>();
    var calls = new ArrayList<Call>();
    for (String line : lines) {
      String[] f = line.split("\t", -1);
      if (f[0].equals(EVENT)) {
        var type = RolloutEvent.Type.valueOf(f[3]);
        events.add(new Entry(Instant.parse(f[1]), Phase.valueOf(f[2]), type, f[4]));
      } else if (f[0].equals(CALL)) {
        calls.add(new Call(Instant.parse(f[1]), Instant.parse(f[2]), f[3], f[4]));
      }
    }
    return new Journal(events, calls);
  }

  /** Returns when the phase began. */
  Optional<Instant> began(Phase phase) {
    return at(e -> e.phase() == phase && e.type() == RolloutEvent.Type.PHASE);
  }

  /** Returns when a step of the phase was done that tells this. */
  Optional<Instant> done(Phase phase, String told) {
    return at(
        e ->
            e.phase() == phase && e.type() == RolloutEvent.Type.DONE && e.message().contains(told));
  }

  private Optional<Instant> at(Predicate<Entry> which) {
    return events.stream().filter(which).map(Entry::at).findFirst();
  }

  /** Returns the last such request that was sent before this. */
  Optional<Call> last(String kind, String name, Instant before) {
    return calls.stream()
        .filter(c -> c.kind().equals(kind) && c.name().equals(name) && c.sent().isBefore(before))
        .reduce((former, later) -> later);
  }

  /** Returns how long requests took that change such objects and were sent in this time. */
  Duration writing(String resource, Instant from, Instant until) {
    return calls.stream()
        .filter(c -> c.sent().isAfter(from) && c.sent().isBefore(until))
        .filter(c -> c.kind().matches("(PUT|PATCH|POST) " + resource))
        .map(Call::took)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Counts the requests by the phase that they were sent in, and by kind. */
  Map<String, Map<String, Long>> byPhase() {
    var counts = new TreeMap<String, Map<String, Long>>();
    for (Call call : calls) {
      counts
          .computeIfAbsent(phase(call.sent()), phase -> new TreeMap<>())
          .merge(call.kind(), 1L, Long::sum);
    }
    return counts;
  }

  private String phase(Instant at) {
    return events.stream()
        .filter(e -> e.type() == RolloutEvent.Type.PHASE && !e.at().isAfter(at))
        .reduce((former, later) -> later)
        .map(e -> e.phase().name())
        .orElse(Phase.ADMIT.name());
  }
}
