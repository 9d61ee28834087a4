package io.verdigris.report;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps events up to a number. Beyond it every second sample of each application goes, but for
 * those at which the judgement changed, since samples carry totals and the rest still tells the
 * same story; then what is repeated most: waiting and retries; then the oldest. Not safe for use by
 * several threads.
 */
final class BoundedEvents {
  private static final int MOST = 20_000;

  private final int most;
  private List<RolloutEvent> events = new ArrayList<>();
  private long dropped;

  BoundedEvents() {
    this(MOST);
  }

  BoundedEvents(int most) {
    this.most = most;
  }

  void add(RolloutEvent event) {
    events.add(event);
    if (events.size() > most) {
      thin();
    }
  }

  /** Returns how many events were left out. */
  long dropped() {
    return dropped;
  }

  /** Returns what was kept, in the order in which it came. */
  List<RolloutEvent> kept() {
    return List.copyOf(events);
  }

  private void thin() {
    int before = events.size();
    int enough = most - Math.max(1, most / 10);
    events = everySecond(events, Set.of(Type.SAMPLE));
    if (events.size() > enough) {
      events = everySecond(events, Set.of(Type.WAITING, Type.RETRY));
    }
    if (events.size() > enough) {
      events = new ArrayList<>(events.subList(events.size() - enough, events.size()));
    }
    dropped += before - events.size();
  }

  private static List<RolloutEvent> everySecond(List<RolloutEvent> events, Set<Type> types) {
    List<RolloutEvent> kept = new ArrayList<>();
    Map<Application, Boolean> next = new HashMap<>();
    Map<Application, String> judged = new HashMap<>();
    for (RolloutEvent event : events) {
      String judgement = event.details().getOrDefault("judgement", "");
      boolean changed =
          event.type() == Type.SAMPLE
              && !judgement.equals(judged.put(event.application(), judgement))
              && !judgement.isEmpty();
      boolean goes =
          types.contains(event.type())
              && !changed
              && !next.merge(event.application(), true, (was, now) -> !was);
      if (!goes) {
        kept.add(event);
      }
    }
    return kept;
  }
}
