package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the controllers know of the cluster: each object's last state that was told, and at once
 * what they have changed themselves. What is returned must not be changed. Used on one thread.
 */
final class Inventory {
  private record Key(Class<?> type, String namespace, String name) {
    static Key of(HasMetadata object) {
      var meta = object.getMetadata();
      return new Key(object.getClass(), orEmpty(meta.getNamespace()), meta.getName());
    }
  }

  private final ClusterState state;
  private final Map<Class<?>, Map<String, Map<String, HasMetadata>>> objects = new HashMap<>();
  private final Map<String, Set<Key>> owned = new HashMap<>();
  private final Set<String> gone = new HashSet<>();

  Inventory(ClusterState state) {
    this.state = state;
  }

  /** Takes note of a change that was told; false when this or a later one is known already. */
  boolean apply(HasMetadata object, boolean deleted) {
    if (deleted) {
      gone.remove(uid(object));
      return forget(object);
    }
    return !gone.contains(uid(object)) && remember(object);
  }

  <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    return Optional.ofNullable(type.cast(in(type, namespace).get(name)));
  }

  /** Returns all objects of a kind in a namespace, by name. */
  <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return in(type, namespace).values().stream().map(type::cast).toList();
  }

  /** Returns what the owner owns as its controller, by namespace and name. */
  <T extends HasMetadata> List<T> ownedBy(Class<T> type, HasMetadata owner) {
    return owned.getOrDefault(uid(owner), Set.of()).stream()
        .filter(key -> key.type() == type)
        .sorted(Comparator.comparing(Key::name))
        .map(key -> get(type, key.namespace(), key.name()))
        .flatMap(Optional::stream)
        .filter(o -> controller(o).filter(c -> uid(owner).equals(c.getUid())).isPresent())
        .toList();
  }

  <T extends HasMetadata> Optional<T> create(T object) {
    Optional<T> stored = state.create(object);
    stored.ifPresent(this::remember);
    return stored;
  }

  @SuppressWarnings("unchecked")
  <T extends HasMetadata> Optional<T> update(T object, UnaryOperator<T> change) {
    var meta = object.getMetadata();
    var type = (Class<T>) object.getClass();
    Optional<T> stored =
        state.update(
            type,
            meta.getNamespace(),
            meta.getName(),
            now -> uid(now).equals(uid(object)) ? change.apply(now) : now);
    stored.ifPresent(this::remember);
    return stored;
  }

  void delete(HasMetadata object) {
    var meta = object.getMetadata();
    if (state.delete(object.getClass(), meta.getNamespace(), meta.getName())) {
      gone.add(uid(object));
    }
    forget(object);
  }

  /** Returns the uid of the object's controller. */
  static Optional<OwnerReference> controller(HasMetadata object) {
    return Stream.ofNullable(object.getMetadata().getOwnerReferences())
        .flatMap(Collection::stream)
        .filter(o -> Boolean.TRUE.equals(o.getController()))
        .findFirst();
  }

  /** Returns what makes the object the controller of others. */
  static OwnerReference ownership(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  private boolean remember(HasMetadata object) {
    Key key = Key.of(object);
    Map<String, HasMetadata> there =
        objects
            .computeIfAbsent(key.type(), t -> new HashMap<>())
            .computeIfAbsent(key.namespace(), n -> new TreeMap<>());
    HasMetadata known = there.get(key.name());
    if (known != null && version(known) >= version(object)) {
      return false;
    }
    there.put(key.name(), object);
    controller(object)
        .ifPresent(o -> owned.computeIfAbsent(o.getUid(), u -> new HashSet<>()).add(key));
    return true;
  }

  private boolean forget(HasMetadata object) {
    Key key = Key.of(object);
    Map<String, HasMetadata> there =
        objects.getOrDefault(key.type(), Map.of()).getOrDefault(key.namespace(), Map.of());
    HasMetadata known = there.get(key.name());
    if (known == null || !uid(known).equals(uid(object))) {
      return false;
    }
    there.remove(key.name());
    controller(object).ifPresent(o -> disown(o.getUid(), key::equals));
    return true;
  }

  private void disown(String owner, Predicate<Key> which) {
    Set<Key> keys = owned.getOrDefault(owner, new HashSet<>());
    keys.removeIf(which);
    if (keys.isEmpty()) {
      owned.remove(owner);
    }
  }

  private Map<String, HasMetadata> in(Class<?> type, String namespace) {
    return objects.getOrDefault(type, Map.of()).getOrDefault(namespace, Map.of());
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  private static String uid(HasMetadata object) {
    return orEmpty(object.getMetadata().getUid());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
