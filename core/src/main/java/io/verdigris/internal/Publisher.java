package io.verdigris.internal;

import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a rollout's latest events and tells them to listeners and the log. */
final class Publisher {
  private static final Logger log = LoggerFactory.getLogger("io.verdigris.rollout");
  private static final int MOST_EVENTS = 1000;
  private static final int MOST_SAMPLES = 10;

  private final List<RolloutListener> listeners;
  private final Deque<RolloutEvent> events = new ArrayDeque<>();
  private final Deque<RolloutEvent> samples = new ArrayDeque<>();
  private String lastWaiting = "";

  Publisher(List<RolloutListener> listeners) {
    this.listeners = listeners;
  }

  void publish(RolloutEvent event) {
    if (repeats(event)) {
      return;
    }
    keep(event);
    write(event);
    for (RolloutListener listener : listeners) {
      try {
        listener.onEvent(event);
      } catch (RuntimeException e) {
        log.warn("rollout={} a listener failed on {}", event.rollout(), event.type(), e);
      }
    }
  }

  /** A long soak has many samples, and they are large: listeners keep them who need them. */
  private void keep(RolloutEvent event) {
    synchronized (events) {
      events.addLast(event);
      if (event.type() == RolloutEvent.Type.SAMPLE) {
        samples.addLast(event);
      }
      if (samples.size() > MOST_SAMPLES) {
        events.remove(samples.removeFirst());
      }
      if (events.size() > MOST_EVENTS) {
        events.removeFirst();
      }
    }
  }

  /** A reason to wait is told once, until it or the phase changes. */
  private boolean repeats(RolloutEvent event) {
    String waiting =
        event.type() == RolloutEvent.Type.WAITING ? event.phase() + " " + event.message() : "";
    boolean same = !waiting.isEmpty() && waiting.equals(lastWaiting);
    if (!waiting.isEmpty() || event.type() == RolloutEvent.Type.PHASE) {
      lastWaiting = waiting;
    }
    return same;
  }

  private static void write(RolloutEvent e) {
    switch (e.type()) {
      case PHASE ->
          log.info(
              "rollout={} from={} to={} event={} {}",
              e.rollout(),
              e.details().getOrDefault("from", ""),
              e.phase(),
              e.details().getOrDefault("event", ""),
              e.message());
      case RETRY -> log.warn("rollout={} phase={} {}", e.rollout(), e.phase(), e.message());
      case SWITCHED, OUTCOME, REQUEST ->
          log.info("rollout={} phase={} {}", e.rollout(), e.phase(), e.message());
      case WAITING, DONE, TERMS, SAMPLE, JUDGEMENT ->
          log.debug("rollout={} phase={} {}", e.rollout(), e.phase(), e.message());
    }
  }

  List<RolloutEvent> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }
}
