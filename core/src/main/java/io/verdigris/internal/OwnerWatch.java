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
  private Optional<Seen> first = Optional.empty();

  /**
   * A sign of life, and since when it is known to this process.
   *
   * @param at by the scheduler's clock, in nanoseconds
   */
  record Seen(Heartbeat heartbeat, long at) {
    boolean isSame(Heartbeat other) {
      return heartbeat.token().equals(other.token());
    }

    boolean isOver(long now) {
      return left(now).compareTo(Duration.ZERO) <= 0;
    }

    /** Returns how long it is still good for, unless it changes. */
    Duration left(long now) {
      return heartbeat.duration().minusNanos(now - at);
    }
  }

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
      first = Optional.of(new Seen(seen.get(), scheduler.nanoTime()));
      return Sign.UNKNOWN;
    } else if (!first.get().isSame(seen.get())) {
      return Sign.ALIVE;
    }
    return first.get().isOver(scheduler.nanoTime()) ? Sign.DEAD : Sign.UNKNOWN;
  }

  /** Returns when to look again: often, and at once when the sign of life has run out. */
  Duration pause() {
    return first
        .map(this::pause)
        .filter(pause -> !pause.isNegative() && !pause.isZero())
        .orElse(Duration.ofSeconds(1));
  }

  private Duration pause(Seen seen) {
    Duration usual = seen.heartbeat().duration().dividedBy(LOOKS_EACH_DURATION);
    Duration left = seen.left(scheduler.nanoTime());
    return left.compareTo(usual) < 0 ? left : usual;
  }
}
