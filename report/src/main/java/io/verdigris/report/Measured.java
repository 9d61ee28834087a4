package io.verdigris.report;

import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.spi.Judgement.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a rollout's samples tell over time: how long requests took, and what was made of it. */
final class Measured {
  private Measured() {}

  /**
   * How long requests took between two samples, in milliseconds.
   *
   * @param half what half of them did not exceed
   * @param most what 95 % did not exceed
   * @param nearlyAll what 99 % did not exceed
   */
  record Latency(Instant from, Instant to, double half, double most, double nearlyAll) {
    private Latency and(Latency next) {
      return new Latency(
          from,
          next.to,
          Math.max(half, next.half),
          Math.max(most, next.most),
          Math.max(nearlyAll, next.nearlyAll));
    }
  }

  /** A judgement and how long it held. */
  record Ruling(Verdict verdict, String why, Instant from, Instant to) {}

  /** Returns the latencies; neighbours are put together, by the worst, until there are so many. */
  static List<Latency> latencies(Story story, int most) {
    List<Latency> all = latencies(story);
    int group = Math.max(1, (all.size() + most - 1) / most);
    List<Latency> merged = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i % group == 0) {
        merged.add(all.get(i));
      } else {
        merged.set(merged.size() - 1, merged.get(merged.size() - 1).and(all.get(i)));
      }
    }
    return merged;
  }

  private static List<Latency> latencies(Story story) {
    List<Latency> latencies = new ArrayList<>();
    Instant before = story.begin();
    for (RolloutEvent event : story.events()) {
      if (event.type() == Type.SAMPLE && event.details().containsKey("p50")) {
        latencies.add(
            new Latency(
                before,
                event.at(),
                number(event, "p50"),
                number(event, "p95"),
                number(event, "p99")));
      }
      if (event.type() == Type.SAMPLE || event.type() == Type.SWITCHED) {
        before = event.at();
      }
    }
    return latencies;
  }

  private static double number(RolloutEvent event, String key) {
    try {
      return Double.parseDouble(event.details().getOrDefault(key, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Returns the judgements in turn; each phase is judged by itself. */
  static List<Ruling> rulings(Story story) {
    List<Ruling> rulings = new ArrayList<>();
    Optional<Ruling> open = Optional.empty();
    for (RolloutEvent event : story.events()) {
      Optional<Verdict> verdict = verdict(event);
      boolean ends = event.type() == Type.PHASE || verdict.isPresent();
      if (ends && open.filter(o -> verdict.filter(o.verdict()::equals).isPresent()).isEmpty()) {
        open.map(o -> until(o, event.at())).ifPresent(rulings::add);
        open = verdict.map(v -> new Ruling(v, why(event), event.at(), event.at()));
      }
    }
    open.map(o -> until(o, story.end())).ifPresent(rulings::add);
    return rulings;
  }

  private static Ruling until(Ruling ruling, Instant end) {
    return new Ruling(ruling.verdict(), ruling.why(), ruling.from(), end);
  }

  private static String why(RolloutEvent sample) {
    return sample.details().getOrDefault("why", "");
  }

  private static Optional<Verdict> verdict(RolloutEvent event) {
    String told = event.details().getOrDefault("judgement", "");
    return event.type() != Type.SAMPLE
        ? Optional.empty()
        : Arrays.stream(Verdict.values()).filter(v -> v.name().equals(told)).findFirst();
  }
}
