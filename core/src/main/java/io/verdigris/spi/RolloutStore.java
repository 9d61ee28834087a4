package io.verdigris.spi;

import io.verdigris.Application;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps ledgers and signs of life where all processes see them. */
public interface RolloutStore {

  /**
   * Reads an application's ledger; the empty one with an empty version when there is none.
   *
   * <p><b>Called when</b> a rollout is admitted, taken over, woken. <b>Threading</b> any thread.
   * <b>Idempotency</b> reads only. <b>Time limit</b> a few seconds. <b>Failure</b> {@link
   * PermanentFailureException} when what is there is no ledger, which is then left as it is; other
   * exceptions are retried.
   */
  Versioned<Ledger> load(Application application);

  /**
   * Saves a ledger if nobody has since the version was read.
   *
   * <p><b>Called when</b> before the effects of each phase. <b>Threading</b> any thread.
   * <b>Idempotency</b> by the version. <b>Time limit</b> a few seconds. <b>Failure</b> {@link
   * StoreConflictException} when another version is there, {@link OutcomeUnknownException} when no
   * answer came.
   *
   * @return the same ledger with its new version
   */
  Versioned<Ledger> save(Application application, Versioned<Ledger> ledger);

  /**
   * Says where a key of an application's ledger is to be found, for messages that tell what is
   * wrong with it. Changes and reads nothing.
   *
   * @param key the ledger's field, or {@code state.} and a key of its state
   */
  default String locate(Application application, String key) {
    return "the ledger of " + application + ": " + key;
  }

  /** Lists the applications of a namespace that have a ledger. Reads only; failure as in load. */
  List<Application> list(String namespace);

  /**
   * Reads all ledgers of a namespace but those that cannot be read; unless overridden, one by one.
   * Called when a process stands by and an owner has ended, and twice a minute. Reads only; other
   * failure as in load.
   */
  default Map<Application, Versioned<Ledger>> loadAll(String namespace) {
    Map<Application, Versioned<Ledger>> all = new HashMap<>();
    for (Application application : list(namespace)) {
      try {
        all.put(application, load(application));
      } catch (PermanentFailureException e) {
        // somebody who asks for its status is told
      }
    }
    return all;
  }

  /**
   * Shows that a process is alive.
   *
   * <p><b>Called when</b> about three times within each duration while the process drives rollouts
   * in the namespace. <b>Threading</b> one call at a time. <b>Idempotency</b> repeated for ever.
   * <b>Time limit</b> a few seconds. <b>Failure</b> is logged and tried again.
   *
   * @param duration after how long without change others may take over
   */
  void heartbeat(String namespace, String owner, Duration duration);

  /** Reads a process's sign of life; empty when it shows none, having ended in order. */
  Optional<Heartbeat> heartbeatOf(String namespace, String owner);

  /**
   * Returns the signs of life that processes show in a namespace, by owner. They may be as they
   * were a moment ago, as a watch has told of them; unless overridden, those of all ledgers' owners
   * are read.
   *
   * <p><b>Called when</b> a process stands by, about twice a second. <b>Threading</b> any thread.
   * <b>Idempotency</b> reads only. <b>Time limit</b> a few seconds. <b>Failure</b> is logged and
   * tried again.
   */
  default Map<String, Heartbeat> heartbeats(String namespace) {
    Map<String, Heartbeat> signs = new HashMap<>();
    for (Versioned<Ledger> ledger : loadAll(namespace).values()) {
      String owner = ledger.value().owner();
      heartbeatOf(namespace, owner).ifPresent(sign -> signs.put(owner, sign));
    }
    return signs;
  }

  /**
   * Runs the wake when a process in the namespace begins or ceases to show a sign of life, until
   * closed. May do nothing, as it does unless overridden: the engine looks by itself as well.
   */
  default AutoCloseable watchHeartbeats(String namespace, Runnable wake) {
    return () -> {};
  }

  /** Takes the sign of life away, so that others may take over at once. */
  void withdraw(String namespace, String owner);

  /**
   * Runs the wake whenever the application's ledger changes, until closed. May do nothing: the
   * engine looks by itself as well.
   */
  AutoCloseable watch(Application application, Runnable wake);

  /**
   * Tells whether the watch of this application's ledger is known to work at present. The engine
   * then reads the ledger only when it is woken; else it does twice a minute, as it does unless
   * overridden. Asks nobody.
   */
  default boolean isWatching(Application application) {
    return false;
  }

  /**
   * A sign of life. Only a change between two readings means anything: clocks differ.
   *
   * @param token changes with every heartbeat
   * @param duration how long an unchanged token keeps its owner alive, on the reader's own clock
   */
  record Heartbeat(String token, Duration duration) {}
}
