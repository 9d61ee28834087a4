package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.verdigris.Application;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Watches one kind of object in one namespace and wakes who is interested when the essence of an
 * object changes. Of all other objects it keeps next to nothing.
 */
final class KindWatch<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {
  private final SharedIndexInformer<T> informer;
  private final Function<T, String> key;
  private final Function<T, Object> essence;
  private final Map<String, Interest> interests = new ConcurrentHashMap<>();

  /** Who waits for the objects of one key, and the essence of each object as it was last seen. */
  private record Interest(Map<Application, Runnable> wakes, Map<String, Object> seen) {
    Interest() {
      this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    void wake() {
      wakes.values().forEach(Runnable::run);
    }
  }

  private KindWatch(
      SharedIndexInformer<T> informer, Function<T, String> key, Function<T, Object> essence) {
    this.informer = informer;
    this.key = key;
    this.essence = essence;
  }

  static <T extends HasMetadata> KindWatch<T> start(
      KubernetesClient client,
      Class<T> type,
      String namespace,
      Map<String, String> labels,
      Function<T, String> key,
      Function<T, Object> essence) {
    SharedIndexInformer<T> informer =
        client.resources(type).inNamespace(namespace).withLabels(labels).runnableInformer(0);
    var watch = new KindWatch<>(informer, key, essence);
    informer
        .itemStore(
            new ReducedStateItemStore<>(
                ReducedStateItemStore.UID_KEY_STATE,
                type,
                client.getKubernetesSerialization(),
                "metadata.name",
                "metadata.labels"))
        .exceptionHandler((started, failure) -> true)
        .addEventHandler(watch)
        .start();
    return watch;
  }

  void on(String name, Application application, Runnable wake) {
    interests.computeIfAbsent(name, n -> new Interest()).wakes().put(application, wake);
  }

  /** Returns whether nobody is interested any more. */
  boolean forget(Application application) {
    interests.values().forEach(interest -> interest.wakes().remove(application));
    interests.values().removeIf(interest -> interest.wakes().isEmpty());
    return interests.isEmpty();
  }

  @Override
  public void onAdd(T object) {
    look(object, informer.hasSynced());
  }

  @Override
  public void onUpdate(T before, T object) {
    look(object, true);
  }

  @Override
  public void onDelete(T object, boolean unknown) {
    Interest interest = interests.get(key.apply(object));
    if (interest != null) {
      interest.seen().remove(object.getMetadata().getUid());
      interest.wake();
    }
  }

  /** What was there before the watch began is no change. */
  private void look(T object, boolean change) {
    Interest interest = interests.get(key.apply(object));
    if (interest == null) {
      return;
    }
    Object now = essence.apply(object);
    Object before = interest.seen().put(object.getMetadata().getUid(), now);
    if (change && !now.equals(before)) {
      interest.wake();
    }
  }

  @Override
  public void close() {
    informer.stop();
  }
}
