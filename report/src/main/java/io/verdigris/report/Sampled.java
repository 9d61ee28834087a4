package io.verdigris.report;

import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The new colour's traffic as a rollout's samples show it, for reports that were told of no
 * answers. Each bar reaches from one sample to the next.
 */
final class Sampled {
  private Sampled() {}

  static List<Bar> bars(Story story) {
    List<Bar> bars = new ArrayList<>();
    Counted before = new Counted(story.begin(), 0, 0, "");
    for (RolloutEvent event : story.events()) {
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

    /** Returns what came between; nothing when a total fell or no time has passed. */
    Optional<Bar> since(Counted before) {
      Duration length = Duration.between(before.at, at);
      long failed = errors - before.errors;
      long well = requests - before.requests - failed;
      return length.toMillis() <= 0 || failed < 0 || well < 0
          ? Optional.empty()
          : Optional.of(new Bar(before.at, length, counts(well), counts(failed)));
    }

    private SortedMap<String, Long> counts(long count) {
      SortedMap<String, Long> counts = new TreeMap<>();
      if (count > 0) {
        counts.put(live, count);
      }
      return counts;
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
