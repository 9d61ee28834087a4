package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.testkit.cluster.ObjectStore.Key;
import io.verdigris.testkit.cluster.Registry.Write;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The stored objects in the client's types. */
final class ObjectState implements ClusterState {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectState.class);

  private final ObjectStore store;
  private final Registry registry;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Tells listeners by an executor that runs its tasks one by one, in order. */
  ObjectState(ObjectStore store, Registry registry, Executor teller) {
    this.store = store;
    this.registry = registry;
    store.listen(change -> teller.execute(() -> tell(change)));
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    return store
        .get(new Key(Kinds.of(type), namespace, name))
        .map(object -> Json.typed(object, type));
  }

  @Override
  public <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return store.list(Kinds.of(type), namespace).objects().stream()
        .map(object -> Json.typed(object, type))
        .toList();
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> Optional<T> create(T object) {
    var type = (Class<T>) object.getClass();
    Kind kind = Kinds.of(type);
    ObjectNode wanted = Json.tree(object);
    try {
      ObjectNode made = registry.create(kind, Json.namespace(wanted), wanted, Write.TRUSTED);
      return Optional.of(Json.typed(made, type));
    } catch (Refusal e) {
      if (e.code() == 409) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Tries again when another change came in between, since the change is made of what is there. */
  @Override
  public <T extends HasMetadata> Optional<T> update(
      Class<T> type, String namespace, String name, UnaryOperator<T> change) {
    Key key = new Key(Kinds.of(type), namespace, name);
    while (true) {
      ObjectNode before = store.get(key).orElse(null);
      if (before == null) {
        return Optional.empty();
      }
      T changed = change.apply(Json.typed(before, type));
      if (changed.equals(Json.typed(before, type))) {
        return Optional.of(changed);
      }
      ObjectNode after = replace(key, before, Json.tree(changed));
      if (after != null) {
        return Optional.of(Json.typed(after, type));
      }
    }
  }

  private @Nullable ObjectNode replace(Key key, ObjectNode before, ObjectNode after) {
    Json.carry("resourceVersion", Json.meta(before), Json.meta(after));
    try {
      return registry.update(key, Write.TRUSTED, current -> after);
    } catch (Refusal e) {
      if (e.code() == 409 || e.code() == 404) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public boolean delete(Class<? extends HasMetadata> type, String namespace, String name) {
    Key key = new Key(Kinds.of(type), namespace, name);
    return store.atomically(
        () -> {
          boolean there = store.get(key).isPresent();
          if (there) {
            registry.removal().remove(key);
          }
          return there;
        });
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  private void tell(Change change) {
    for (Listener listener : listeners) {
      try {
        listener.changed(Json.typed(change.object(), change.kind().type()), change.deleted());
      } catch (RuntimeException e) {
        LOG.warn("a listener failed on {} {}", change.kind().name(), Json.name(change.object()), e);
      }
    }
  }
}
