package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A cluster's objects in a map, and all that was told of them, in order. */
final class FakeState implements ClusterState, AutoCloseable {
  private static final Names NAMES = new Names(new SplittableRandom());

  private final Map<String, HasMetadata> objects = new LinkedHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<HasMetadata> history = new CopyOnWriteArrayList<>();
  private final ExecutorService teller =
      Executors.newSingleThreadExecutor(
          task -> {
            var thread = new Thread(task, "fake-state");
            thread.setDaemon(true);
            return thread;
          });
  private final List<String> log = new CopyOnWriteArrayList<>();
  private volatile String refusal = "";
  private long version;

  /** Refuses each new pod with this message from now on; an empty one lets them in again. */
  void refusePods(String message) {
    refusal = message;
  }

  /** Returns what was created and deleted, such as {@code created Pod web-1}, oldest first. */
  List<String> log() {
    return log;
  }

  /** Returns each state that objects of this kind have had, oldest first. */
  <T extends HasMetadata> List<T> history(Class<T> type) {
    return history.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public synchronized <T extends HasMetadata> Optional<T> get(
      Class<T> type, String namespace, String name) {
    return Optional.ofNullable(objects.get(key(type, namespace, name)))
        .map(o -> copy(type.cast(o)));
  }

  @Override
  public synchronized <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return objects.values().stream()
        .filter(type::isInstance)
        .filter(o -> namespace.isEmpty() || namespace.equals(o.getMetadata().getNamespace()))
        .map(o -> copy(type.cast(o)))
        .toList();
  }

  @Override
  public synchronized <T extends HasMetadata> Optional<T> create(T object) {
    if (object instanceof Pod && !refusal.isEmpty()) {
      throw new IllegalStateException(refusal);
    }
    T stored = copy(object);
    var meta = stored.getMetadata();
    if (meta.getName() == null) {
      meta.setName(NAMES.like(meta.getGenerateName()));
    }
    String key = key(stored.getClass(), meta.getNamespace(), meta.getName());
    if (objects.containsKey(key)) {
      return Optional.empty();
    }
    meta.setUid(UUID.randomUUID().toString());
    meta.setGeneration(1L);
    meta.setCreationTimestamp(Pods.time(Instant.now()));
    log.add("created " + stored.getKind() + " " + meta.getName());
    store(key, stored);
    return Optional.of(copy(stored));
  }

  @Override
  public synchronized <T extends HasMetadata> Optional<T> update(
      Class<T> type, String namespace, String name, UnaryOperator<T> change) {
    String key = key(type, namespace, name);
    HasMetadata before = objects.get(key);
    if (before == null) {
      return Optional.empty();
    }
    T after = copy(change.apply(copy(type.cast(before))));
    if (!after.equals(before)) {
      boolean sameSpec = spec(after).equals(spec(before));
      long generation = before.getMetadata().getGeneration();
      after.getMetadata().setGeneration(sameSpec ? generation : generation + 1);
      store(key, after);
    }
    return get(type, namespace, name);
  }

  @Override
  public synchronized boolean delete(
      Class<? extends HasMetadata> type, String namespace, String name) {
    HasMetadata gone = objects.remove(key(type, namespace, name));
    if (gone == null) {
      return false;
    }
    log.add("deleted " + gone.getKind() + " " + name);
    tell(gone, true);
    String uid = gone.getMetadata().getUid();
    new ArrayList<>(objects.values())
        .stream()
            .filter(
                o ->
                    Pods.orEmpty(o.getMetadata().getOwnerReferences()).stream()
                        .anyMatch(owner -> owner.getUid().equals(uid)))
            .forEach(
                o ->
                    delete(
                        o.getClass(), o.getMetadata().getNamespace(), o.getMetadata().getName()));
    return true;
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    teller.shutdownNow();
  }

  private void store(String key, HasMetadata object) {
    object.getMetadata().setResourceVersion(Long.toString(++version));
    objects.put(key, object);
    history.add(copy(object));
    tell(object, false);
  }

  private void tell(HasMetadata object, boolean deleted) {
    HasMetadata told = copy(object);
    teller.execute(() -> listeners.forEach(l -> l.changed(told, deleted)));
  }

  private static String spec(HasMetadata object) {
    Map<?, ?> fields = Serialization.unmarshal(Serialization.asJson(object), Map.class);
    return String.valueOf(fields.get("spec"));
  }

  private static String key(Class<?> type, String namespace, String name) {
    return type.getSimpleName() + "/" + namespace + "/" + name;
  }

  @SuppressWarnings("unchecked")
  private static <T extends HasMetadata> T copy(T object) {
    return (T) Serialization.unmarshal(Serialization.asJson(object), object.getClass());
  }
}
