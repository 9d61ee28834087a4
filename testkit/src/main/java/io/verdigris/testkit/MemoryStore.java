package io.verdigris.testkit;

import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.StoreConflictException;
import io.verdigris.spi.Versioned;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store in memory. */
public final class MemoryStore implements RolloutStore {
  private final Map<Application, Versioned<Ledger>> ledgers = new HashMap<>();
  private final Map<String, Heartbeat> beats = new HashMap<>();
  private long version;

  @Override
  public synchronized Versioned<Ledger> load(Application application) {
    return ledgers.getOrDefault(application, new Versioned<>(Ledger.empty(), ""));
  }

  @Override
  public synchronized Versioned<Ledger> save(Application application, Versioned<Ledger> ledger) {
    if (!load(application).version().equals(ledger.version())) {
      throw new StoreConflictException("version");
    }
    var saved = new Versioned<>(ledger.value(), Long.toString(++version));
    ledgers.put(application, saved);
    return saved;
  }

  @Override
  public synchronized List<Application> list(String namespace) {
    return ledgers.keySet().stream().filter(a -> a.namespace().equals(namespace)).toList();
  }

  @Override
  public synchronized void heartbeat(String namespace, String owner, Duration duration) {
    beats.put(namespace + "/" + owner, new Heartbeat(Long.toString(++version), duration));
  }

  @Override
  public synchronized Optional<Heartbeat> heartbeatOf(String namespace, String owner) {
    return Optional.ofNullable(beats.get(namespace + "/" + owner));
  }

  @Override
  public synchronized void withdraw(String namespace, String owner) {
    beats.remove(namespace + "/" + owner);
  }

  @Override
  public AutoCloseable watch(Application application, Runnable wake) {
    return () -> {};
  }
}
