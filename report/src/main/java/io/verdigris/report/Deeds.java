package io.verdigris.report;

import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who did what in a rollout: the processes that drove it, and the persons who asked for things. */
final class Deeds {
  private Deeds() {}

  /** What somebody did. */
  record Deed(Instant at, String who, String what) {}

  static List<Deed> of(Story story) {
    return story.events().stream().flatMap(event -> deed(event).stream()).toList();
  }

  private static Optional<Deed> deed(RolloutEvent event) {
    Map<String, String> details = event.details();
    String owner = details.getOrDefault("owner", "");
    if (event.type() == Type.REQUEST) {
      String by = details.getOrDefault("by", "");
      return Optional.of(new Deed(event.at(), by.isEmpty() ? "somebody" : by, event.message()));
    } else if (event.type() == Type.PHASE && !owner.isEmpty()) {
      boolean began = details.getOrDefault("event", "").equals("START");
      return Optional.of(
          new Deed(event.at(), owner, began ? "begins to drive it" : event.message()));
    }
    return Optional.empty();
  }
}
