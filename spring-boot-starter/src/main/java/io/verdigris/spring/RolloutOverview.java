package io.verdigris.spring;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows how the latest rollout of each application stands, of those that this process has driven.
 * Safe for use by several threads.
 */
public final class RolloutOverview implements RolloutListener {
  private final Map<Application, RolloutEvent> latest = new ConcurrentHashMap<>();

  RolloutOverview() {}

  @Override
  public void onEvent(RolloutEvent event) {
    boolean moves =
        switch (event.type()) {
          case PHASE, OUTCOME -> true;
          case WAITING, DONE, RETRY, SWITCHED, TERMS, SAMPLE, JUDGEMENT, REQUEST -> false;
        };
    if (moves) {
      latest.put(event.application(), event);
    }
  }

  /** Returns rollout and phase of each application, such as {@code web-17 MONITOR}, by its name. */
  public SortedMap<String, String> rollouts() {
    var all = new TreeMap<String, String>();
    latest.forEach(
        (application, event) ->
            all.put(application.toString(), event.rollout() + " " + event.phase()));
    return all;
  }
}
