package io.verdigris.internal;

import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.TaskScheduler.Cancellable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
  private final Map<String, Beat> beats = new HashMap<>();

  OwnerLease(RolloutStore store, TaskScheduler scheduler, String owner, Duration duration) {
    this.store = store;
    this.scheduler = scheduler;
    this.owner = owner;
    this.duration = duration;
  }

  /** Shows it before anything says that we are the owner, and goes on showing it. */
  void hold(String namespace) {
    synchronized (beats) {
      Beat beat = beats.get(namespace);
      if (beat != null) {
        beat.users++;
        return;
      }
    }
    store.heartbeat(namespace, owner, duration);
    synchronized (beats) {
      Beat beat = beats.computeIfAbsent(namespace, Beat::new);
      if (beat.users++ == 0) {
        beat.plan();
      }
    }
  }

  /** Lets go once no rollout in the namespace is left. */
  void release(String namespace) {
    synchronized (beats) {
      Beat beat = beats.get(namespace);
      if (beat == null || --beat.users > 0) {
        return;
      }
      beats.remove(namespace);
      beat.next.cancel();
    }
    withdraw(namespace);
  }

  void releaseAll() {
    Map<String, Beat> all;
    synchronized (beats) {
      all = Map.copyOf(beats);
      beats.clear();
    }
    all.forEach(
        (namespace, beat) -> {
          beat.next.cancel();
          withdraw(namespace);
        });
  }

  private void withdraw(String namespace) {
    try {
      store.withdraw(namespace, owner);
    } catch (RuntimeException e) {
      log.warn(
          "namespace={} the sign of life could not be taken away; others wait for {} before they take over: {}",
          namespace,
          duration,
          e.getMessage());
    }
  }

  private final class Beat {
    private final String namespace;
    private int users;
    private Cancellable next = () -> {};

    Beat(String namespace) {
      this.namespace = namespace;
    }

    void plan() {
      next =
          scheduler.schedule(
              () -> scheduler.execute(this::beat), duration.dividedBy(BEATS_EACH_DURATION));
    }

    private void beat() {
      synchronized (beats) {
        if (!beats.containsKey(namespace)) {
          return;
        }
      }
      try {
        store.heartbeat(namespace, owner, duration);
      } catch (RuntimeException e) {
        log.warn(
            "namespace={} the sign of life could not be renewed and is tried again: {}",
            namespace,
            e.getMessage());
      }
      synchronized (beats) {
        if (beats.containsKey(namespace)) {
          plan();
        }
      }
    }
  }
}
