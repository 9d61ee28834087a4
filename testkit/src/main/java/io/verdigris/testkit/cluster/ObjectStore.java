package io.verdigris.testkit.cluster;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps objects and numbers their changes. Knows nothing of what objects mean. What it holds and
 * hands out is never changed: a change is another tree.
 */
final class ObjectStore {
  private final Map<Kind, NavigableMap<String, ObjectNode>> objects = new HashMap<>();
  private final Map<String, Set<Key>> owned = new HashMap<>();
  private final Map<String, Key> uids = new HashMap<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private long version;

  /** Tells of each change from now on, in order, before the call that made it returns. */
  void listen(Consumer<Change> listener) {
    listeners.add(listener);
  }

  /** Where an object is. */
  record Key(Kind kind, String namespace, String name) {
    static Key of(Kind kind, ObjectNode object) {
      return new Key(kind, Json.namespace(object), Json.name(object));
    }

    String path() {
      return namespace + "/" + name;
    }
  }

  /** The objects of a kind, and the version at which they were these. */
  record Listing(List<ObjectNode> objects, long version) {}

  /** Runs several reads and writes as one. */
  synchronized <T> T atomically(Supplier<T> work) {
    return work.get();
  }

  synchronized long version() {
    return version;
  }

  synchronized Optional<ObjectNode> get(Key key) {
    return Optional.ofNullable(of(key.kind()).get(key.path()));
  }

  synchronized boolean isThere(String uid) {
    return uids.containsKey(uid);
  }

  /** Lists a kind; of all namespaces when the namespace is empty. */
  synchronized Listing list(Kind kind, String namespace) {
    NavigableMap<String, ObjectNode> all = of(kind);
    var found =
        namespace.isEmpty() ? all : all.subMap(namespace + "/", true, namespace + "0", false);
    return new Listing(List.copyOf(found.values()), version);
  }

  /** Returns where the objects are that name this owner. */
  synchronized List<Key> ownedBy(String uid) {
    return List.copyOf(owned.getOrDefault(uid, Set.of()));
  }

  /** Stores an object, new or not, with the next version. */
  synchronized ObjectNode put(Kind kind, ObjectNode object) {
    ObjectNode stored = stamped(object);
    Key key = Key.of(kind, stored);
    ObjectNode before = of(kind).put(key.path(), stored);
    index(key, before, stored);
    tell(new Change(version, kind, before, stored, false));
    return stored;
  }

  /** Removes an object that is there; its last state carries the version of its removal. */
  synchronized ObjectNode remove(Key key) {
    ObjectNode before = of(key.kind()).remove(key.path());
    if (before == null) {
      throw Refusal.notFound(key.kind(), key.name());
    }
    ObjectNode last = stamped(before);
    index(key, before, null);
    tell(new Change(version, key.kind(), before, last, true));
    return last;
  }

  private void tell(Change change) {
    listeners.forEach(listener -> listener.accept(change));
  }

  private ObjectNode stamped(ObjectNode object) {
    ObjectNode stamped = object.deepCopy();
    version++;
    Json.meta(stamped).put("resourceVersion", Long.toString(version));
    return stamped;
  }

  private NavigableMap<String, ObjectNode> of(Kind kind) {
    return objects.computeIfAbsent(kind, k -> new TreeMap<>());
  }

  private void index(Key key, @Nullable ObjectNode before, @Nullable ObjectNode after) {
    if (before != null) {
      uids.remove(Json.uid(before));
      owners(before).forEach(uid -> owned.computeIfPresent(uid, (u, keys) -> without(keys, key)));
    }
    if (after != null) {
      uids.put(Json.uid(after), key);
      owners(after).forEach(uid -> owned.computeIfAbsent(uid, u -> new LinkedHashSet<>()).add(key));
    }
  }

  private static @Nullable Set<Key> without(Set<Key> keys, Key key) {
    keys.remove(key);
    return keys.isEmpty() ? null : keys;
  }

  /** Returns the uids of an object's owners. */
  static Stream<String> owners(ObjectNode object) {
    JsonNode references = Json.at(object, "metadata", "ownerReferences");
    return references.values().stream().map(reference -> Json.text(reference, "uid"));
  }
}
