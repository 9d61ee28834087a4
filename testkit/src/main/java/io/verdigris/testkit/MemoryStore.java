package io.verdigris.testkit;

import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.StoreConflictException;
import io.verdigris.spi.Versioned;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps ledgers and signs of life in this process only. It stands for the cluster's store in tests:
 * several orchestrators may share one.
 */
public final class MemoryStore implements RolloutStore {
  private final Map<Application, Versioned<Ledger>> ledgers = new HashMap<>();
  private final Map<Sign, Heartbeat> signs = new HashMap<>();
  private final Map<Application, Set<Watch>> watches = new HashMap<>();
  private long changes;

  private record Sign(String namespace, String owner) {}

  /** One watch; compared by identity, so that the same wake may be watched with twice. */
  private static final class Watch {
    private final Runnable wake;

    Watch(Runnable wake) {
      this.wake = wake;
    }
  }

  @Override
  public synchronized Versioned<Ledger> load(Application application) {
    return ledgers.getOrDefault(application, new Versioned<>(Ledger.empty(), ""));
  }

  @Override
  public Versioned<Ledger> save(Application application, Versioned<Ledger> ledger) {
    Versioned<Ledger> saved = replace(application, ledger);
    watching(application).forEach(watch -> watch.wake.run());
    return saved;
  }

  private synchronized Versioned<Ledger> replace(
      Application application, Versioned<Ledger> ledger) {
    String version = load(application).version();
    if (!version.equals(ledger.version())) {
      throw new StoreConflictException(
          "the ledger of "
              + application
              + " has version \""
              + version
              + "\", expected \""
              + ledger.version()
              + "\"");
    }
    var saved = new Versioned<>(ledger.value(), Long.toString(++changes));
    ledgers.put(application, saved);
    return saved;
  }

  @Override
  public synchronized List<Application> list(String namespace) {
    return ledgers.keySet().stream()
        .filter(application -> application.namespace().equals(namespace))
        .sorted(Comparator.comparing(Application::service))
        .toList();
  }

  @Override
  public synchronized void heartbeat(String namespace, String owner, Duration duration) {
    signs.put(new Sign(namespace, owner), new Heartbeat(Long.toString(++changes), duration));
  }

  @Override
  public synchronized Optional<Heartbeat> heartbeatOf(String namespace, String owner) {
    return Optional.ofNullable(signs.get(new Sign(namespace, owner)));
  }

  @Override
  public synchronized Map<String, Heartbeat> heartbeats(String namespace) {
    Map<String, Heartbeat> all = new HashMap<>();
    signs.forEach(
        (sign, heartbeat) -> {
          if (sign.namespace().equals(namespace)) {
            all.put(sign.owner(), heartbeat);
          }
        });
    return all;
  }

  @Override
  public synchronized void withdraw(String namespace, String owner) {
    signs.remove(new Sign(namespace, owner));
  }

  @Override
  public synchronized AutoCloseable watch(Application application, Runnable wake) {
    var watch = new Watch(wake);
    watches.computeIfAbsent(application, a -> new HashSet<>()).add(watch);
    return () -> unwatch(application, watch);
  }

  private synchronized void unwatch(Application application, Watch watch) {
    watches.getOrDefault(application, Set.of()).remove(watch);
  }

  private synchronized List<Watch> watching(Application application) {
    return List.copyOf(watches.getOrDefault(application, Set.of()));
  }
}
