package io.verdigris.benchmarks.fleet;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Tells of what a takeover is measured by. */
final class Telling implements RolloutListener {
  private final Consumer<Line> say;
  private final Set<Application> driven = ConcurrentHashMap.newKeySet();

  Telling(Consumer<Line> say) {
    this.say = say;
  }

  @Override
  public void onEvent(RolloutEvent event) {
    switch (event.type()) {
      case PHASE -> phase(event);
      case SWITCHED -> tell("switched", event, event.details().getOrDefault("epoch", ""));
      case OUTCOME -> outcome(event);
      default -> {
        // says nothing of who drives what
      }
    }
  }

  private void phase(RolloutEvent event) {
    if (event.details().containsKey("owner")) {
      driven.add(event.application());
    }
    if (event.phase() == Phase.PREPARE) {
      tell("entered", event, "");
    }
    if ("RESUME".equals(event.details().get("event"))) {
      tell("resumed", event, event.phase().name());
    }
  }

  /** A rollout that this process has only looked at has an end here, too. */
  private void outcome(RolloutEvent event) {
    if (driven.remove(event.application())) {
      tell("outcome", event, event.details().getOrDefault("outcome", ""));
    }
  }

  private void tell(String word, RolloutEvent event, String what) {
    say.accept(
        Line.of(
            word,
            "name",
            event.application().service(),
            "what",
            what,
            "reason",
            event.message(),
            "at",
            event.at()));
  }
}
