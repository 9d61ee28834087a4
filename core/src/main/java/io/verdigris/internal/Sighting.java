package io.verdigris.internal;

import io.verdigris.spi.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A colour as it was last read: read anew when something was seen to change, or after a while,
 * which is shorter as long as pods are missing.
 */
final class Sighting {
  /** How old what was read of the cluster may be while nothing is seen to change. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  /** A container that begins again and again changes nothing that is watched. */
  private static final Duration FRESH_IF_BROKEN = Duration.ofSeconds(5);

  private Optional<Environment> environment = Optional.empty();
  private Instant stale = Instant.MIN;

  Environment at(Look look, Supplier<Environment> read) {
    if (environment.isPresent() && !look.woken() && look.now().isBefore(stale)) {
      return environment.get();
    }
    Environment now = read.get();
    environment = Optional.of(now);
    stale = look.now().plus(now.ready() < now.desired() ? FRESH_IF_BROKEN : FRESH);
    return now;
  }

  /** Has the next look read anew. */
  void doubt() {
    environment = Optional.empty();
  }
}
