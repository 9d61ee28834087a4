package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.ObjectStore.Key;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removes objects and what goes with them: what they own, and what is in a namespace. A pod on a
 * node is given its time to end; an object with finalizers stays until the last one is gone.
 */
final class Removal {
  private static final int DEFAULT_GRACE = 30;

  private final ObjectStore store;
  private final QuotaAdmission quotas;
  private final InstantSource clock;

  Removal(ObjectStore store, QuotaAdmission quotas, InstantSource clock) {
    this.store = store;
    this.quotas = quotas;
    this.clock = clock;
  }

  /**
   * How to delete.
   *
   * @param version the version that must be there; empty for any
   * @param uid the uid that must be there; empty for any
   * @param orphans whether what is owned stays
   * @param grace the seconds that a pod has to end; empty for what the pod says
   */
  record Terms(
      String version, String uid, boolean orphans, boolean dryRun, Optional<Integer> grace) {
    static final Terms NONE = new Terms("", "", false, false, Optional.empty());
  }

  /** Deletes an object as a client asks for it; returns its last state for now. */
  ObjectNode delete(Key key, Terms terms) {
    return store.atomically(
        () -> {
          ObjectNode there =
              store.get(key).orElseThrow(() -> Refusal.notFound(key.kind(), key.name()));
          check(key, "ResourceVersion", terms.version(), Json.version(there), "modified");
          check(key, "UID", terms.uid(), Json.uid(there), "deleted and then recreated");
          if (terms.dryRun()) {
            return there;
          }
          if (terms.orphans()) {
            store.ownedBy(Json.uid(there)).forEach(owned -> disown(owned, Json.uid(there)));
          }
          return end(key, there, terms.grace());
        });
  }

  private static void check(Key key, String what, String wanted, String there, String how) {
    if (!wanted.isEmpty() && !wanted.equals(there)) {
      throw Refusal.mismatch(
          key.kind(),
          key.name(),
          "the "
              + what
              + " in the precondition ("
              + wanted
              + ") does not match the "
              + what
              + " in record ("
              + there
              + "). The object might have been "
              + how);
    }
  }

  private ObjectNode end(Key key, ObjectNode there, Optional<Integer> asked) {
    int grace = grace(key, there, asked);
    if (grace == 0 && !hasFinalizers(there)) {
      return remove(key);
    }
    boolean ending = Json.at(there, "metadata").has("deletionTimestamp");
    if (ending && asked.isEmpty()) {
      return there;
    }
    ObjectNode after = there.deepCopy();
    String when = clock.instant().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS).toString();
    Json.meta(after).put("deletionTimestamp", when).put("deletionGracePeriodSeconds", grace);
    return store.put(key.kind(), after);
  }

  /** Only a pod that has come to a node takes time to end. */
  private static int grace(Key key, ObjectNode object, Optional<Integer> asked) {
    boolean running =
        key.kind().equals(Kinds.POD)
            && !Json.text(object, "spec", "nodeName").isEmpty()
            && !List.of("Succeeded", "Failed").contains(Json.text(object, "status", "phase"));
    return running
        ? asked.orElseGet(
            () -> Json.at(object, "spec", "terminationGracePeriodSeconds").asInt(DEFAULT_GRACE))
        : 0;
  }

  private static boolean hasFinalizers(ObjectNode object) {
    return !Json.at(object, "metadata", "finalizers").isEmpty();
  }

  /** Tells whether an object that waited for its finalizers waits no more. */
  boolean isDue(ObjectNode object) {
    JsonNode meta = Json.at(object, "metadata");
    return meta.has("deletionTimestamp")
        && !hasFinalizers(object)
        && meta.path("deletionGracePeriodSeconds").asInt(0) == 0;
  }

  /** Removes an object now, and ends what goes with it. */
  ObjectNode remove(Key key) {
    return store.atomically(
        () -> {
          ObjectNode last = store.remove(key);
          if (key.kind().equals(Kinds.NAMESPACE)) {
            empty(key.name());
          }
          for (Key owned : store.ownedBy(Json.uid(last))) {
            store
                .get(owned)
                .filter(this::isOrphan)
                .ifPresent(object -> end(owned, object, Optional.empty()));
          }
          quotas.refresh(key.namespace());
          return last;
        });
  }

  private void empty(String namespace) {
    for (Kind kind : Kinds.all()) {
      if (kind.namespaced()) {
        store
            .list(kind, namespace)
            .objects()
            .forEach(object -> removeIfThere(Key.of(kind, object)));
      }
    }
  }

  private void removeIfThere(Key key) {
    if (store.get(key).isPresent()) {
      remove(key);
    }
  }

  /** Ends an object whose owners are gone already when it is created. */
  ObjectNode unlessOrphan(Key key, ObjectNode object) {
    return isOrphan(object) ? end(key, object, Optional.empty()) : object;
  }

  private boolean isOrphan(ObjectNode object) {
    List<String> owners = ObjectStore.owners(object).toList();
    return !owners.isEmpty() && owners.stream().noneMatch(store::isThere);
  }

  private void disown(Key owned, String uid) {
    store
        .get(owned)
        .map(ObjectNode::deepCopy)
        .ifPresent(
            object -> {
              if (Json.meta(object).get("ownerReferences") instanceof ArrayNode references) {
                references.removeIf(reference -> Json.text(reference, "uid").equals(uid));
              }
              store.put(owned.kind(), object);
            });
  }
}
