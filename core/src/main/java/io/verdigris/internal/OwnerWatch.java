package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.RolloutStore.Heartbeat;
import io.verdigris.spi.TaskScheduler;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells whether a ledger's owner is alive. Only a sign of life that does not change for its own
 * duration on this process's monotonic clock counts as death: clocks of machines are not compared.
 */
final class OwnerWatch {
  /** What is known of the owner. */
  enum Sign {
    ALIVE,
    DEAD,
    UNKNOWN
  }

  private static final int LOOKS_EACH_DURATION = 10;

  private final RolloutStore store;
  private final TaskScheduler scheduler;
  private final String namespace;
  private final String owner;
  private Optional<Heartbeat> first = Optional.empty();
  private long firstSeen;

  OwnerWatch(RolloutStore store, TaskScheduler scheduler, Application application, String owner) {
    this.store = store;
    this.scheduler = scheduler;
    this.namespace = application.namespace();
    this.owner = owner;
  }

  Sign look() {
    Optional<Heartbeat> seen =
        owner.isEmpty() ? Optional.empty() : store.heartbeatOf(namespace, owner);
    if (seen.isEmpty()) {
      return Sign.DEAD;
    } else if (first.isEmpty()) {
      first = seen;
      firstSeen = scheduler.nanoTime();
      return Sign.UNKNOWN;
    } else if (!first.get().token().equals(seen.get().token())) {
      return Sign.ALIVE;
    }
    long unchanged = scheduler.nanoTime() - firstSeen;
    return unchanged >= seen.get().duration().toNanos() ? Sign.DEAD : Sign.UNKNOWN;
  }

  /** Returns when to look again: often, and at once when the sign of life has run out. */
  Duration pause() {
    return first
        .map(this::pause)
        .filter(pause -> !pause.isNegative() && !pause.isZero())
        .orElse(Duration.ofSeconds(1));
  }

  private Duration pause(Heartbeat sign) {
    Duration usual = sign.duration().dividedBy(LOOKS_EACH_DURATION);
    Duration left = sign.duration().minusNanos(scheduler.nanoTime() - firstSeen);
    return left.compareTo(usual) < 0 ? left : usual;
  }
}
