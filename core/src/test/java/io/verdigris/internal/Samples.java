package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.TrafficState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** States to decide on. */
final class Samples {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Samples() {}

  static RolloutSpec spec() {
    return RolloutSpec.builder("shop", "web")
        .image("app", "web:2")
        .env("app", "MODE", "new\nline")
        .label("team/owner", "a b")
        .soak(Duration.ofMinutes(1))
        .use(HardLimits.limits().maxErrorRate(0.01).extension())
        .use(Extension.of(Extension.Kind.HOOK, "job", Map.of("phase", "DEPLOY")))
        .build();
  }

  static RolloutState at(Phase phase) {
    return at(phase, Optional.of(Colour.BLUE), false);
  }

  static RolloutState at(Phase phase, Optional<Colour> from, boolean moved) {
    return at(spec(), phase, from, moved);
  }

  static RolloutState at(RolloutSpec spec, Phase phase, Optional<Colour> from, boolean moved) {
    return new RolloutState(
        "web-7",
        spec,
        phase,
        NOON,
        NOON,
        from,
        Colour.GREEN,
        3,
        4,
        "{app=web}",
        List.of(),
        moved,
        false,
        "",
        new TreeMap<>(Map.of("0.done", "true")),
        List.of("a note"),
        "");
  }

  /** A rollout in the first of its two steps, whose part of the traffic was given. */
  static RolloutState stepping() {
    return stepping(true);
  }

  /** A rollout in the first of its two steps. */
  static RolloutState stepping(boolean moved) {
    RolloutSpec spec =
        RolloutSpec.builder("shop", "web")
            .image("app", "web:2")
            .step(10, Duration.ofMinutes(5))
            .step(50, Duration.ofMinutes(10))
            .build();
    return at(spec, Phase.SHIFT, Optional.of(Colour.BLUE), moved).stepping();
  }

  static TrafficState traffic(Colour live, long epoch) {
    return new TrafficState(Optional.of(live), epoch, 1, "web-7", "{app=web}", List.of());
  }
}
