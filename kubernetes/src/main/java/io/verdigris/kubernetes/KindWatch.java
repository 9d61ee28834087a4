package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Watches one kind of object in one namespace, wakes who is interested when the essence of an
 * object changes, and keeps the objects that somebody is interested in. Of all others it keeps next
 * to nothing.
 */
final class KindWatch<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {
  /** How long at least it goes on with what nobody is interested in any more. */
  private static final Duration LINGER = Duration.ofMinutes(2);

  /** A minute between two bookmarks, and a quarter of one for the second to be seen. */
  private static final Duration ALIVE = Duration.ofSeconds(75);

  private final SharedIndexInformer<T> informer;
  private final Kind<T> kind;
  private final InstantSource clock;
  private final Map<String, Interest<T>> interests = new ConcurrentHashMap<>();
  private volatile Instant heard = Instant.MIN;
  private volatile Instant sign = Instant.MIN;
  private volatile String version = "";

  /**
   * What is watched, and how.
   *
   * @param type the kind
   * @param labels which objects only; empty for all
   * @param key what interest in an object goes by; those of one key belong together
   * @param single whether there is only one object of a key
   * @param essence what of an object matters to those who wait
   */
  record Kind<T extends HasMetadata>(
      Class<T> type,
      Map<String, String> labels,
      Function<T, String> key,
      boolean single,
      Function<T, Object> essence) {
    /** Of objects that are known by their names. */
    static <T extends HasMetadata> Kind<T> named(
        Class<T> type, Map<String, String> labels, Function<T, Object> essence) {
      return new Kind<>(type, labels, object -> object.getMetadata().getName(), true, essence);
    }

    /** Of objects of which several may have one key. */
    static <T extends HasMetadata> Kind<T> keyed(
        Class<T> type,
        Map<String, String> labels,
        Function<T, String> key,
        Function<T, Object> essence) {
      return new Kind<>(type, labels, key, false, essence);
    }
  }

  /** Who waits for the objects of one key, and what is known of these. */
  private static final class Interest<T extends HasMetadata> {
    private final Map<Object, Runnable> wakes = new ConcurrentHashMap<>();
    private final Known<T> known;
    private volatile Instant last = Instant.MIN;

    Interest(Kind<T> kind) {
      known = new Known<>(kind.essence());
    }

    void wake() {
      wakes.values().forEach(Runnable::run);
    }

    boolean isOver(Instant now) {
      return wakes.isEmpty() && !now.isBefore(last.plus(LINGER));
    }
  }

  private KindWatch(SharedIndexInformer<T> informer, Kind<T> kind, InstantSource clock) {
    this.informer = informer;
    this.kind = kind;
    this.clock = clock;
  }

  static <T extends HasMetadata> KindWatch<T> start(
      KubernetesClient client, InstantSource clock, String namespace, Kind<T> kind) {
    SharedIndexInformer<T> informer =
        client
            .resources(kind.type())
            .inNamespace(namespace)
            .withLabels(kind.labels())
            .runnableInformer(0);
    var watch = new KindWatch<>(informer, kind, clock);
    informer
        .itemStore(
            new ReducedStateItemStore<>(
                ReducedStateItemStore.UID_KEY_STATE,
                kind.type(),
                client.getKubernetesSerialization(),
                "metadata.name",
                "metadata.labels"))
        .exceptionHandler((started, failure) -> true)
        .addEventHandler(watch)
        .start();
    return watch;
  }

  /**
   * Wakes when an object of the key changes.
   *
   * @param whose by what it is forgotten again
   */
  void on(String key, Object whose, Runnable wake) {
    interests.computeIfAbsent(key, k -> new Interest<>(kind)).wakes.put(whose, wake);
  }

  void forget(Object whose, Instant now) {
    interests
        .values()
        .forEach(
            interest -> {
              if (interest.wakes.remove(whose) != null) {
                interest.last = now;
              }
            });
  }

  /** Gives up what nobody has been interested in for a while; returns whether anything is left. */
  boolean isOfUse(Instant now) {
    interests.values().removeIf(interest -> interest.isOver(now));
    return !interests.isEmpty();
  }

  /** Takes all objects of a key, as the server has just answered. */
  void answered(String key, List<T> all, String version, Instant now) {
    Interest<T> interest = interests.get(key);
    if (interest != null) {
      interest.known.answered(all, version, now);
    }
  }

  /**
   * Takes an object, as the server has just answered; of several of its key one tells nothing.
   *
   * @param written whether to a write of this process
   */
  void answered(T object, boolean written, Instant now) {
    Interest<T> interest = interests.get(kind.key().apply(object));
    if (interest == null || !kind.single()) {
      return;
    }
    interest.known.answered(List.of(object), object.getMetadata().getResourceVersion(), now);
    // what one of several rollouts has written is news to the others
    if (written && interest.wakes.size() == 1) {
      interest.known.written(object);
    }
  }

  /** Returns all objects of a key as they were lately; empty when that is not known. */
  Optional<List<T>> lately(String key, Instant now) {
    Interest<T> interest = interests.get(key);
    return interest == null || !isWatching() ? Optional.empty() : interest.known.lately(now, heard);
  }

  /**
   * Tells whether it is known to work: it watches, and the server has told something of late, be it
   * a bookmark only, which comes about once a minute where nothing changes (KEP-956, "Watch
   * bookmark").
   */
  boolean isAlive(Instant now) {
    if (!isWatching()) {
      return false;
    }
    String there = String.valueOf(informer.lastSyncResourceVersion());
    if (!there.equals(version)) {
      // what it began with is as old as its list
      sign = version.isEmpty() ? heard : now;
      version = there;
    }
    return Known.isWithin(ALIVE, sign, now);
  }

  @Override
  public void onAdd(T object) {
    hear(object, informer.hasSynced());
  }

  @Override
  public void onUpdate(T before, T object) {
    hear(object, true);
  }

  @Override
  public void onDelete(T object, boolean unknown) {
    alive();
    Interest<T> interest = interests.get(kind.key().apply(object));
    if (interest != null) {
      interest.known.ended(object);
      interest.wake();
    }
  }

  /** What was there before the watch began is no change. */
  private void hear(T object, boolean change) {
    alive();
    Interest<T> interest = interests.get(kind.key().apply(object));
    if (interest == null) {
      return;
    }
    if (interest.known.heard(ManagedFields.trimmed(object)) && change) {
      interest.wake();
    }
  }

  /** What a list tells that the watch begins with, or begins anew, is as old as that list. */
  private void alive() {
    if (isWatching()) {
      heard = clock.instant();
    }
  }

  private boolean isWatching() {
    try {
      return informer.isWatching();
    } catch (NullPointerException e) {
      // the client's informer throws it as long as it has never begun to watch
      return false;
    }
  }

  @Override
  public void close() {
    informer.stop();
  }
}
