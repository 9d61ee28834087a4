package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.Application;
import io.verdigris.kubernetes.KindWatch.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Wakes rollouts when objects change that they wait for, and keeps these objects as they were seen
 * last. One watch for each namespace and kind serves all applications; it begins with the first
 * that is interested, and goes on for a while after the last, since the next is often near.
 *
 * <p>What is kept may be looked at while something is waited for. What moves traffic or takes pods
 * away is decided on what is read afresh, and its patch tests what it rests on.
 */
public final class Wakes implements AutoCloseable {
  private static final Map<String, String> LEDGERS = Map.of(Marks.LEDGER, "true");

  /** The key of objects that are all looked at together. */
  private static final String ALL = "";

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Map<Place, KindWatch<?>> watches = new ConcurrentHashMap<>();

  Wakes(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  private record Place(String namespace, Class<?> type, Map<String, String> labels) {
    static Place of(HasMetadata object) {
      return all(object.getMetadata().getNamespace(), object.getClass());
    }

    static Place all(String namespace, Class<?> type) {
      return new Place(namespace, type, Map.of());
    }
  }

  /**
   * Runs the wake when the application's Deployment of this name becomes ready, fails, or has its
   * spec changed.
   */
  public void onDeployment(Application application, String name, Runnable wake) {
    on(named(Deployment.class, DeploymentReadiness::essence), application, name, wake);
  }

  /** Runs the wake when the ready pods behind the Service change, or the epoch of its slices. */
  public void onSlices(Application application, String service, Runnable wake) {
    on(
        Kind.keyed(EndpointSlice.class, Map.of(), Slices::owner, Slices::essence),
        application,
        service,
        wake);
  }

  /** Runs the wake when a process begins or ceases to show a sign of life, until closed. */
  AutoCloseable onLeases(String namespace, Runnable wake) {
    var whose = new Object();
    on(
        Kind.keyed(Lease.class, Leases.LABELS, lease -> ALL, Leases::holder),
        namespace,
        whose,
        ALL,
        wake);
    return () -> forget(namespace, whose);
  }

  /** Runs the wake when a Service of this name changes in its spec, labels or fence. */
  public void onService(Application application, String name, Runnable wake) {
    onDirector(Service.class, Service::getSpec, application, name, wake);
  }

  /**
   * Runs the wake when an object that directs traffic changes in its labels, its fence or its
   * essence. Of ConfigMaps only those are watched that carry the label {@link Marks#MANAGED}, which
   * a switch sets: there may be thousands of others, and large ones.
   *
   * @param essence what of the object directs traffic, such as its spec
   */
  public <T extends HasMetadata> void onDirector(
      Class<T> type,
      Function<T, Object> essence,
      Application application,
      String name,
      Runnable wake) {
    Function<T, Object> whole =
        object ->
            Fences.annotation(object, Marks.FENCE)
                + object.getMetadata().getLabels()
                + essence.apply(object);
    on(
        type.equals(ConfigMap.class)
            ? Kind.named(type, Map.of(Marks.MANAGED, "true"), whole)
            : named(type, whole),
        application,
        name,
        wake);
  }

  /** Runs the wake when the application's ledger changes owner, fence or request. */
  void onLedger(Application application, Runnable wake) {
    on(
        Kind.named(ConfigMap.class, LEDGERS, LedgerData::essence),
        application,
        LedgerData.name(application),
        wake);
  }

  /** Tells whether the watch of a namespace's ledgers is known to work. */
  boolean isWatchingLedgers(String namespace) {
    return isAlive(new Place(namespace, ConfigMap.class, LEDGERS));
  }

  /** Tells whether the watch of a namespace's objects of a kind is known to work. */
  public boolean isWatching(Class<? extends HasMetadata> type, String namespace) {
    return isAlive(Place.all(namespace, type));
  }

  private boolean isAlive(Place place) {
    KindWatch<?> watch = watch(place);
    return watch != null && watch.isAlive(clock.instant());
  }

  private static <T extends HasMetadata> Kind<T> named(Class<T> type, Function<T, Object> essence) {
    return Kind.named(type, Map.of(), essence);
  }

  /** Ends all wakes of whom they are; an application's when its rollout has ended. */
  synchronized void forget(String namespace, Object whose) {
    Instant now = clock.instant();
    watches.forEach(
        (place, watch) -> {
          if (place.namespace().equals(namespace)) {
            watch.forget(whose, now);
          }
        });
    sweep(now);
  }

  private <T extends HasMetadata> void on(
      Kind<T> kind, Application application, String key, Runnable wake) {
    on(kind, application.namespace(), application, key, wake);
  }

  @SuppressWarnings("unchecked")
  private synchronized <T extends HasMetadata> void on(
      Kind<T> kind, String namespace, Object whose, String key, Runnable wake) {
    var watch =
        (KindWatch<T>)
            watches.computeIfAbsent(
                new Place(namespace, kind.type(), kind.labels()),
                place -> KindWatch.start(client, clock, namespace, kind));
    watch.on(key, whose, wake);
  }

  /** Not when a rollout begins: to look through all for each of thousands takes its time. */
  private void sweep(Instant now) {
    watches
        .values()
        .removeIf(
            watch -> {
              boolean over = !watch.isOfUse(now);
              if (over) {
                watch.close();
              }
              return over;
            });
  }

  /** Takes an object that the server has just answered, to a read or a write of this process. */
  <T extends HasMetadata> void answered(T object, boolean written) {
    KindWatch<T> watch = watch(Place.of(object));
    if (watch != null) {
      watch.answered(object, written, clock.instant());
    }
  }

  /** Takes all slices of a Service, as the server has just answered. */
  void answeredSlices(String namespace, String service, ApiServer.Listing<EndpointSlice> read) {
    answered(Place.all(namespace, EndpointSlice.class), service, read);
  }

  /** Takes all Leases of a namespace, as the server has just answered. */
  void answeredLeases(String namespace, ApiServer.Listing<Lease> read) {
    answered(leases(namespace), ALL, read);
  }

  private <T extends HasMetadata> void answered(
      Place place, String key, ApiServer.Listing<T> read) {
    KindWatch<T> watch = watch(place);
    if (watch != null) {
      watch.answered(key, read.objects(), read.version(), clock.instant());
    }
  }

  /**
   * Returns an object as a watch or an answer has told of it lately; empty when it is not known, or
   * not well enough. It must not be changed.
   */
  public <T extends HasMetadata> Optional<T> lately(Class<T> type, String namespace, String name) {
    return this.<T>lately(Place.all(namespace, type), name)
        .flatMap(all -> all.stream().findFirst());
  }

  /** Returns the slices of a Service; as {@link #lately(Class, String, String)} otherwise. */
  Optional<List<EndpointSlice>> slicesLately(String namespace, String service) {
    return lately(Place.all(namespace, EndpointSlice.class), service);
  }

  /** Returns the Leases of a namespace; as {@link #lately(Class, String, String)} otherwise. */
  Optional<List<Lease>> leasesLately(String namespace) {
    return lately(leases(namespace), ALL);
  }

  private <T extends HasMetadata> Optional<List<T>> lately(Place place, String key) {
    KindWatch<T> watch = watch(place);
    return watch == null ? Optional.empty() : watch.lately(key, clock.instant());
  }

  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> @Nullable KindWatch<T> watch(Place place) {
    return (KindWatch<T>) watches.get(place);
  }

  private static Place leases(String namespace) {
    return new Place(namespace, Lease.class, Leases.LABELS);
  }

  @Override
  public synchronized void close() {
    watches.values().forEach(KindWatch::close);
    watches.clear();
  }
}
