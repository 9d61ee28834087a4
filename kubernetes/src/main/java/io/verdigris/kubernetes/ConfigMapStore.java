package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.StoreConflictException;
import io.verdigris.spi.Versioned;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps each application's ledger in a ConfigMap beside it, and signs of life in Leases. */
final class ConfigMapStore implements RolloutStore {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigMapStore.class);

  private final ClusterAccess cluster;
  private final Leases leases;

  ConfigMapStore(ClusterAccess cluster, InstantSource clock) {
    this.cluster = cluster;
    this.leases = new Leases(cluster, clock);
  }

  @Override
  public Versioned<Ledger> load(Application application) {
    return cluster
        .api()
        .get(ConfigMap.class, application.namespace(), LedgerData.name(application))
        .map(LedgerData::read)
        .orElseGet(() -> new Versioned<>(Ledger.empty(), ""));
  }

  @Override
  public Versioned<Ledger> save(Application application, Versioned<Ledger> ledger) {
    ConfigMap map = LedgerData.write(application, ledger);
    Optional<ConfigMap> saved =
        ledger.version().isEmpty()
            ? cluster.api().create(ConfigMap.class, map)
            : cluster.api().replace(ConfigMap.class, map);
    return saved
        .map(s -> new Versioned<>(ledger.value(), s.getMetadata().getResourceVersion()))
        .orElseThrow(
            () ->
                new StoreConflictException(
                    Fences.describe(map) + " was changed by another process"));
  }

  @Override
  public List<Application> list(String namespace) {
    return ledgers(namespace).flatMap(map -> LedgerData.application(map).stream()).toList();
  }

  @Override
  public Map<Application, Versioned<Ledger>> loadAll(String namespace) {
    Map<Application, Versioned<Ledger>> all = new HashMap<>();
    ledgers(namespace).forEach(map -> keep(map, all));
    return all;
  }

  private Stream<ConfigMap> ledgers(String namespace) {
    return cluster.api().list(ConfigMap.class, namespace, Map.of(Marks.LEDGER, "true")).stream()
        .filter(LedgerData::isLedger);
  }

  private static void keep(ConfigMap map, Map<Application, Versioned<Ledger>> all) {
    Optional<Application> application = LedgerData.application(map);
    try {
      application.ifPresent(whose -> all.put(whose, LedgerData.read(map)));
    } catch (PermanentFailureException e) {
      LOG.debug("ledger of {} is left out: {}", application, e.getMessage());
    }
  }

  @Override
  public String locate(Application application, String key) {
    return LedgerData.locate(application, key);
  }

  @Override
  public void heartbeat(String namespace, String owner, Duration duration) {
    leases.renew(namespace, owner, duration);
  }

  @Override
  public Optional<Heartbeat> heartbeatOf(String namespace, String owner) {
    return leases.of(namespace, owner);
  }

  @Override
  public Map<String, Heartbeat> heartbeats(String namespace) {
    return leases.all(namespace);
  }

  @Override
  public AutoCloseable watchHeartbeats(String namespace, Runnable wake) {
    return cluster.wakes().onLeases(namespace, wake);
  }

  @Override
  public void withdraw(String namespace, String owner) {
    leases.withdraw(namespace, owner);
  }

  /** The engine watches a ledger for as long as its rollout runs; no wake is needed after that. */
  @Override
  public AutoCloseable watch(Application application, Runnable wake) {
    cluster.wakes().onLedger(application, wake);
    return () -> cluster.wakes().forget(application.namespace(), application);
  }

  @Override
  public boolean isWatching(Application application) {
    return cluster.wakes().isWatchingLedgers(application.namespace());
  }
}
