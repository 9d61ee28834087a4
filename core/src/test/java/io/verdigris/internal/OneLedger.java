package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.StoreConflictException;
import io.verdigris.spi.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps one application's ledger, by compare-and-set. */
final class OneLedger implements RolloutStore {
  private Versioned<Ledger> kept = new Versioned<>(Ledger.empty(), "");
  private int changes;

  int loads;
  boolean watching;

  @Override
  public Versioned<Ledger> load(Application application) {
    loads++;
    return kept;
  }

  @Override
  public Versioned<Ledger> save(Application application, Versioned<Ledger> ledger) {
    if (!kept.version().equals(ledger.version())) {
      throw new StoreConflictException("another version");
    }
    kept = new Versioned<>(ledger.value(), Integer.toString(++changes));
    return kept;
  }

  @Override
  public List<Application> list(String namespace) {
    return List.of();
  }

  @Override
  public void heartbeat(String namespace, String owner, Duration duration) {}

  @Override
  public Optional<Heartbeat> heartbeatOf(String namespace, String owner) {
    return Optional.empty();
  }

  @Override
  public void withdraw(String namespace, String owner) {}

  @Override
  public AutoCloseable watch(Application application, Runnable wake) {
    return () -> {};
  }

  @Override
  public boolean isWatching(Application application) {
    return watching;
  }
}
