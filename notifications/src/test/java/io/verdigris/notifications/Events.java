package io.verdigris.notifications;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.time.Instant;
import java.util.Map;

/** Events as the engine tells them. */
final class Events {
  static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private Events() {}

  static RolloutEvent of(Phase phase, Type type, String message, Map<String, String> details) {
    return RolloutEvent.of(
        AT, "web-17", new Application("shop", "web"), phase, type, message, details);
  }

  static RolloutEvent switched() {
    return of(
        Phase.PROMOTE,
        Type.SWITCHED,
        "traffic goes to green",
        Map.of("from", "blue", "live", "green", "epoch", "18"));
  }

  static RolloutEvent promoted() {
    return of(
        Phase.PROMOTED,
        Type.OUTCOME,
        "promoted: green is live",
        Map.of("outcome", "promoted", "live", "green"));
  }

  /** The n-th of many that differ. */
  static RolloutEvent numbered(int n) {
    return of(Phase.PROMOTED, Type.OUTCOME, "number " + n, Map.of("live", "green"));
  }
}
