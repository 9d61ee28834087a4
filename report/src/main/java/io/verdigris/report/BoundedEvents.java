package io.verdigris.report;

import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps events up to a number. Beyond it every second sample goes, since samples carry totals and
 * the rest still tells the same story; then what is repeated most: waiting and retries; then the
 * oldest. Not safe for use by several threads.
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

  /** Returns the events of each rollout, oldest first. */
  Map<HtmlReport.Id, List<RolloutEvent>> byRollout() {
    Map<HtmlReport.Id, List<RolloutEvent>> byRollout = new LinkedHashMap<>();
    for (RolloutEvent event : events) {
      var id = new HtmlReport.Id(event.application(), event.rollout());
      byRollout.computeIfAbsent(id, r -> new ArrayList<>()).add(event);
    }
    return byRollout;
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

  private static List<RolloutEvent> everySecond(List<RolloutEvent> events, Collection<Type> types) {
    List<RolloutEvent> kept = new ArrayList<>();
    boolean keep = true;
    for (RolloutEvent event : events) {
      boolean candidate = types.contains(event.type());
      if (!candidate || keep) {
        kept.add(event);
      }
      keep = candidate ? !keep : keep;
    }
    return kept;
  }
}
