package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutStatus;
import io.verdigris.RolloutStatus.Action;
import io.verdigris.RolloutStatus.Possible;
import io.verdigris.spi.Topology;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events and statuses for tests. */
final class Samples {
  static final Application WEB = new Application("shop", "web");
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private Samples() {}

  static RolloutEvent event(
      long second, Phase phase, Type type, String message, Map<String, String> details) {
    return RolloutEvent.of(START.plusSeconds(second), "web-17", WEB, phase, type, message, details);
  }

  static RolloutEvent phase(long second, Phase phase) {
    return event(second, phase, Type.PHASE, phase + " begins", Map.of("from", "", "event", "DONE"));
  }

  static RolloutEvent sample(long second, long requests, long errors) {
    return event(
        second,
        Phase.MONITOR,
        Type.SAMPLE,
        requests + " requests, " + errors + " failed",
        Map.of(
            "requests",
            Long.toString(requests),
            "errors",
            Long.toString(errors),
            "answer",
            "value"));
  }

  static RolloutStatus status(Optional<Phase> phase, boolean alive) {
    return new RolloutStatus(
        WEB,
        Optional.of(Colour.BLUE),
        4,
        Map.of(
            Colour.BLUE, new Topology.Size(3, 3, "shop/web:1"),
            Colour.GREEN, new Topology.Size(3, 1, "shop/web:2 shop/log:5")),
        9,
        phase.map(p -> "web-17"),
        phase,
        phase.map(p -> START),
        phase.map(p -> "host-1-abc"),
        alive,
        Optional.empty(),
        phase.filter(p -> !p.isFinal()).map(p -> "the soak: 4m of 30m are over"),
        Optional.empty(),
        List.of(new Possible(Action.ABORT, "abort it")),
        List.of(),
        List.of("web-16 PROMOTED 2026-01-01T00:00:00Z"));
  }
}
