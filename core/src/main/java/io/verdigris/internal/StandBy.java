package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Rollout;
import io.verdigris.internal.OwnerWatch.Seen;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.RolloutStore.Heartbeat;
import io.verdigris.spi.TaskScheduler.Cancellable;
import io.verdigris.spi.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what other processes leave in one namespace, for as long as it is open. It sees all
 * signs of life there, so that it knows since when one has not changed before it is asked about.
 * Ledgers are read only when an owner has ended, and now and then.
 */
final class StandBy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StandBy.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** What its owner had left before anybody stood by, or what could not be taken over, is found. */
  private static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(30);

  private final Facilities shared;
  private final String namespace;
  private final Resumption resumption;
  private final Consumer<Rollout> taken;
  private final Mailbox mailbox;
  private final Map<String, Sign> signs = new HashMap<>();
  private final Map<Application, Rollout> tried = new HashMap<>();
  private Cancellable next = () -> {};
  private Optional<AutoCloseable> watch = Optional.empty();
  private long searchDue;
  private boolean wanted;
  private boolean failing;
  private boolean open = true;

  /** Takes rollouts over. */
  interface Resumption {
    /**
     * Begins to take over a rollout whose owner has ended.
     *
     * @param state as the ledger tells it
     * @return the rollout; empty when this process drives it already
     */
    Optional<Rollout> takeOver(RolloutState state, Versioned<Ledger> left);
  }

  /** A process' sign of life. */
  private static final class Sign {
    private final Seen seen;
    private boolean searched;

    Sign(Seen seen) {
      this.seen = seen;
    }
  }

  StandBy(Facilities shared, String namespace, Resumption resumption, Consumer<Rollout> taken) {
    this.shared = shared;
    this.namespace = namespace;
    this.resumption = resumption;
    this.taken = taken;
    mailbox = new Mailbox(shared.scheduler(), defect -> {});
  }

  /** Begins to look; everything but this and closing runs in the mailbox. */
  void begin() {
    searchDue = shared.scheduler().nanoTime();
    mailbox.post(this::look);
  }

  private void look() {
    next.cancel();
    if (!open) {
      return;
    }
    Duration pause = BETWEEN_LOOKS;
    try {
      if (watch.isEmpty()) {
        watch =
            Optional.of(shared.store().watchHeartbeats(namespace, () -> mailbox.post(this::look)));
      }
      wanted |= isDue();
      if (wanted) {
        search();
        wanted = false;
      }
      failing = false;
      pause = pause();
    } catch (RuntimeException e) {
      if (!failing) {
        log.warn(
            "namespace={} cannot be stood by for, which is tried again: {}",
            namespace,
            e.getMessage());
      }
      failing = true;
    } finally {
      next = shared.scheduler().schedule(() -> mailbox.post(this::look), pause);
    }
  }

  /** Returns when to look again: at once when a sign of life has run out. */
  private Duration pause() {
    long now = shared.scheduler().nanoTime();
    return signs.values().stream()
        .filter(sign -> !sign.searched)
        .map(sign -> sign.seen.left(now))
        .filter(left -> left.compareTo(BETWEEN_LOOKS) < 0)
        .min(Duration::compareTo)
        .map(left -> left.isNegative() ? Duration.ZERO : left)
        .orElse(BETWEEN_LOOKS);
  }

  /** Looks at the signs of life; tells whether one has ended since, or it is time anyway. */
  private boolean isDue() {
    long now = shared.scheduler().nanoTime();
    Map<String, Heartbeat> there = shared.store().heartbeats(namespace);
    boolean due = signs.keySet().retainAll(there.keySet()) || now - searchDue >= 0;
    there.forEach(
        (owner, heartbeat) -> {
          Sign before = signs.get(owner);
          if (before == null || !before.seen.isSame(heartbeat)) {
            signs.put(owner, new Sign(new Seen(heartbeat, now)));
          }
        });
    for (Sign sign : signs.values()) {
      boolean first = !sign.searched && sign.seen.isOver(now);
      sign.searched |= first;
      due |= first;
    }
    return due;
  }

  /** In no order, so that of several who stand by each begins with another rollout. */
  private void search() {
    long now = shared.scheduler().nanoTime();
    searchDue = now + BETWEEN_SEARCHES.toNanos();
    tried.values().removeIf(rollout -> rollout.outcome().toCompletableFuture().isDone());
    var ledgers = new ArrayList<>(shared.store().loadAll(namespace).entrySet());
    Collections.shuffle(ledgers, new Random(shared.random().nextLong()));
    Map<String, Boolean> ended = new HashMap<>();
    for (var entry : ledgers) {
      Application application = entry.getKey();
      Versioned<Ledger> left = entry.getValue();
      if (!tried.containsKey(application)) {
        underWay(application, left.value())
            .filter(
                state -> ended.computeIfAbsent(left.value().owner(), owner -> hasEnded(owner, now)))
            .ifPresent(state -> take(application, state, left));
      }
    }
  }

  private Optional<RolloutState> underWay(Application application, Ledger ledger) {
    try {
      return LedgerBook.underWay(shared.store(), application, ledger);
    } catch (RuntimeException e) {
      log.warn("application={} cannot be taken over: {}", application, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Tells whether the owner of a ledger that has just been read has ended. What was seen may be as
   * old as a watch is late, so that its sign of life is read now: an owner shows it before any
   * ledger names it.
   */
  private boolean hasEnded(String owner, long now) {
    Sign sign = signs.get(owner);
    if (owner.equals(shared.owner()) || (sign != null && !sign.seen.isOver(now))) {
      return false;
    }
    Optional<Heartbeat> there =
        owner.isEmpty() ? Optional.empty() : shared.store().heartbeatOf(namespace, owner);
    return there.isEmpty() || (sign != null && sign.seen.isSame(there.get()));
  }

  private void take(Application application, RolloutState state, Versioned<Ledger> left) {
    try {
      resumption
          .takeOver(state, left)
          .ifPresent(
              rollout -> {
                tried.put(application, rollout);
                taken.accept(rollout);
              });
    } catch (RuntimeException e) {
      log.warn("application={} could not be taken over", application, e);
    }
  }

  @Override
  public void close() {
    mailbox.post(
        () -> {
          open = false;
          next.cancel();
          watch.ifPresent(this::close);
        });
  }

  private void close(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      log.warn("namespace={} the watch of signs of life could not be closed", namespace, e);
    }
  }
}
