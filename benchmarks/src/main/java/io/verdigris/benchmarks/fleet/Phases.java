package io.verdigris.benchmarks.fleet;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Keeps for how long rollouts were in each phase. */
final class Phases implements RolloutListener {
  private record Stay(Phase phase, Instant since) {}

  private final Map<Application, Stay> now = new ConcurrentHashMap<>();
  private final Map<Phase, Queue<Long>> millis = new ConcurrentHashMap<>();

  @Override
  public void onEvent(RolloutEvent event) {
    if (event.type() == RolloutEvent.Type.OUTCOME) {
      left(now.remove(event.application()), event.at());
    } else if (event.type() == RolloutEvent.Type.PHASE) {
      left(now.put(event.application(), new Stay(event.phase(), event.at())), event.at());
    }
  }

  private void left(@org.jspecify.annotations.Nullable Stay stay, Instant at) {
    if (stay != null && !stay.phase().isFinal()) {
      millis
          .computeIfAbsent(stay.phase(), p -> new ConcurrentLinkedQueue<>())
          .add(Duration.between(stay.since(), at).toMillis());
    }
  }

  /** Says of each phase how long it took. */
  void tell(Consumer<Line> say) {
    for (Phase phase : Phase.values()) {
      Collection<Long> all = millis.getOrDefault(phase, new ConcurrentLinkedQueue<>());
      if (!all.isEmpty()) {
        var times = Quantiles.of(all);
        say.accept(
            Line.of(
                "phase",
                "name",
                phase,
                "p50",
                times.at(0.5),
                "p99",
                times.at(0.99),
                "most",
                times.at(1)));
      }
    }
    say.accept(Line.of("phases-told"));
  }
}
