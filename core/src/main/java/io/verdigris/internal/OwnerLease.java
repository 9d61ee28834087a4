package io.verdigris.internal;

import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.TaskScheduler.Cancellable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows in each namespace with a rollout of ours that this process is alive. */
final class OwnerLease {
  private static final Logger log = LoggerFactory.getLogger(OwnerLease.class);
  private static final int BEATS_EACH_DURATION = 3;

  private final RolloutStore store;
  private final TaskScheduler scheduler;
  private final String owner;
  private final Duration duration;
  private final Map<String, Beat> beats = new ConcurrentHashMap<>();
  private volatile boolean ceased;

  OwnerLease(RolloutStore store, TaskScheduler scheduler, String owner, Duration duration) {
    this.store = store;
    this.scheduler = scheduler;
    this.owner = owner;
    this.duration = duration;
  }

  /** Shows it before anything says that we are the owner, and goes on showing it. */
  void hold(String namespace) {
    beats.computeIfAbsent(namespace, Beat::new).hold();
  }

  /** Lets go once no rollout in the namespace is left. */
  void release(String namespace) {
    Beat beat = beats.get(namespace);
    if (beat != null) {
      beat.release();
    }
  }

  void releaseAll() {
    beats.values().forEach(Beat::end);
  }

  /** Shows nothing any more, so that all signs of life run out; needs no memory. */
  void cease() {
    ceased = true;
  }

  boolean hasCeased() {
    return ceased;
  }

  /** Takes the sign of life of a process away that was seen to be dead and left it behind. */
  void forget(String namespace, String dead) {
    if (!dead.isEmpty() && !dead.equals(owner)) {
      withdraw(namespace, dead);
    }
  }

  private void withdraw(String namespace, String whose) {
    try {
      store.withdraw(namespace, whose);
    } catch (RuntimeException e) {
      log.warn(
          "namespace={} the sign of life of {} could not be taken away; others wait for it to run out: {}",
          namespace,
          whose,
          e.getMessage());
    }
  }

  /** The sign of life in one namespace; its lock keeps a last beat from outliving the release. */
  private final class Beat {
    private final String namespace;
    private int users;
    private Cancellable next = () -> {};

    Beat(String namespace) {
      this.namespace = namespace;
    }

    synchronized void hold() {
      if (users == 0) {
        store.heartbeat(namespace, owner, duration);
        plan();
      }
      users++;
    }

    synchronized void release() {
      if (users > 0 && --users == 0) {
        next.cancel();
        withdraw(namespace, owner);
      }
    }

    synchronized void end() {
      users = Math.min(users, 1);
      release();
    }

    private void plan() {
      next =
          scheduler.schedule(
              () -> scheduler.execute(this::beat), duration.dividedBy(BEATS_EACH_DURATION));
    }

    private synchronized void beat() {
      if (users == 0 || ceased) {
        return;
      }
      try {
        store.heartbeat(namespace, owner, duration);
      } catch (RuntimeException e) {
        log.warn(
            "namespace={} the sign of life could not be renewed and is tried again: {}",
            namespace,
            e.getMessage());
      }
      plan();
    }
  }
}
