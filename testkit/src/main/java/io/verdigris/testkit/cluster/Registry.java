package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Kind.Trait;
import io.verdigris.testkit.cluster.ObjectStore.Key;
import io.verdigris.testkit.cluster.Refusal.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates and changes objects by the rules of their kinds: defaults, checks, generations,
 * addresses, quotas. Each call is one step, and has an effect as a whole or not at all.
 */
final class Registry {
  private final ObjectStore store;
  private final InstantSource clock;
  private final Names names;
  private final Addresses addresses;
  private final QuotaAdmission quotas;
  private final Removal removal;

  Registry(ObjectStore store, InstantSource clock, Names names) {
    this.store = store;
    this.clock = clock;
    this.names = names;
    this.addresses = new Addresses(store);
    this.quotas = new QuotaAdmission(store);
    this.removal = new Removal(store, quotas, clock);
  }

  /**
   * How an object is written.
   *
   * @param subresource what alone is written; empty for the object but its status
   * @param dryRun whether only to say what would come of it
   */
  record Write(Ownership ownership, String subresource, boolean dryRun) {
    /** What the cluster's own controllers write: all of the object. */
    static final String ALL = "*";

    static final Write TRUSTED = new Write(Ownership.UNCHANGED, ALL, false);

    boolean writesStatus() {
      return !subresource.isEmpty();
    }
  }

  Removal removal() {
    return removal;
  }

  /**
   * Creates an object.
   *
   * @throws Refusal when it exists, has no namespace, or is not valid
   */
  ObjectNode create(Kind kind, String namespace, ObjectNode wanted, Write write) {
    return store.atomically(
        () -> {
          requireNamespace(kind, namespace);
          ObjectNode object = fresh(kind, namespace, wanted, write);
          Defaults.fill(kind, object);
          write.ownership().note(null, object);
          Validation.check(kind, null, object);
          Key key = Key.of(kind, object);
          if (store.get(key).isPresent()) {
            throw Refusal.exists(kind, key.name());
          }
          if (kind.equals(Kinds.SERVICE)) {
            addresses.assign(object);
          }
          quotas.admit(kind, object);
          return write.dryRun() ? object : removal.unlessOrphan(key, stored(kind, object));
        });
  }

  private void requireNamespace(Kind kind, String namespace) {
    if (kind.namespaced() && store.get(new Key(Kinds.NAMESPACE, "", namespace)).isEmpty()) {
      throw Refusal.notFound(Kinds.NAMESPACE, namespace);
    }
  }

  private ObjectNode fresh(Kind kind, String namespace, ObjectNode wanted, Write write) {
    ObjectNode fresh = typed(kind, wanted);
    ObjectNode meta = Json.meta(fresh);
    List.of("resourceVersion", "generation", "deletionTimestamp", "managedFields", "selfLink")
        .forEach(meta::remove);
    meta.put("uid", names.uid()).put("creationTimestamp", now());
    if (kind.namespaced()) {
      meta.put("namespace", namespace);
    } else {
      meta.remove("namespace");
    }
    if (kind.has(Trait.GENERATION)) {
      meta.put("generation", 1);
    }
    String prefix = Json.text(meta, "generateName");
    if (Json.name(fresh).isEmpty() && !prefix.isEmpty()) {
      meta.put("name", names.like(prefix));
    }
    if (kind.has(Trait.STATUS) && !write.writesStatus()) {
      fresh.set("status", initialStatus(kind));
    }
    return fresh;
  }

  /** Returns a copy that says first of which kind it is, whatever it said itself. */
  private static ObjectNode typed(Kind kind, ObjectNode object) {
    ObjectNode typed = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
    object
        .without(List.of("kind", "apiVersion"))
        .forEachEntry((n, v) -> typed.set(n, v.deepCopy()));
    return typed;
  }

  private static ObjectNode initialStatus(Kind kind) {
    ObjectNode status = Json.object();
    switch (kind.name()) {
      case "Pod" -> status.put("phase", "Pending");
      case "Service", "Ingress" -> status.putObject("loadBalancer");
      default -> {}
    }
    return status;
  }

  /**
   * Changes an object.
   *
   * @param edit makes the new object of the one that is there, which it leaves as it is
   * @throws Refusal when it is not there, is of another version, or would not be valid
   */
  ObjectNode update(Key key, Write write, UnaryOperator<ObjectNode> edit) {
    return store.atomically(
        () -> {
          ObjectNode before =
              store.get(key).orElseThrow(() -> Refusal.notFound(key.kind(), key.name()));
          ObjectNode edited = edit.apply(before);
          checkIdentity(key, before, edited);
          ObjectNode after = settled(key.kind(), before, edited, write);
          Defaults.fill(key.kind(), after);
          Validation.check(key.kind(), before, after);
          if (key.kind().equals(Kinds.SERVICE)) {
            addresses.assign(after);
          }
          count(key.kind(), before, after);
          write.ownership().note(before, after);
          if (after.equals(before) || write.dryRun()) {
            return after;
          }
          return removal.isDue(after) ? removal.remove(key) : stored(key.kind(), after);
        });
  }

  private static void checkIdentity(Key key, ObjectNode before, ObjectNode edited) {
    String name = Json.name(edited);
    if (!name.equals(key.name())) {
      throw Refusal.badRequest(
          name.isEmpty()
              ? "the name of the object ("
                  + key.name()
                  + " based on URL) was undeterminable: name must be provided"
              : "the name of the object ("
                  + name
                  + ") does not match the name on the URL ("
                  + key.name()
                  + ")");
    }
    String namespace = Json.namespace(edited);
    if (!namespace.isEmpty() && !namespace.equals(key.namespace())) {
      throw Refusal.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    String version = Json.version(edited);
    if (!version.isEmpty() && !version.equals(Json.version(before))) {
      throw Refusal.stale(key.kind(), key.name());
    }
    String uid = Json.uid(edited);
    if (!uid.isEmpty() && !uid.equals(Json.uid(before))) {
      throw Refusal.invalid(
          key.kind(),
          key.name(),
          List.of(Problem.value("metadata.uid", "\"" + uid + "\"", "field is immutable")));
    }
  }

  /** The new object with what this write may not change taken from the old one. */
  private static ObjectNode settled(Kind kind, ObjectNode before, ObjectNode edited, Write write) {
    boolean part = write.writesStatus() && !write.subresource().equals(Write.ALL);
    if (part) {
      ObjectNode after = before.deepCopy();
      Json.carry(write.subresource(), edited, after);
      return after;
    }
    ObjectNode after = typed(kind, edited);
    ObjectNode meta = Json.meta(after);
    for (String field :
        List.of(
            "uid",
            "creationTimestamp",
            "generation",
            "namespace",
            "resourceVersion",
            "managedFields",
            "generateName")) {
      Json.carry(field, Json.meta(before), meta);
    }
    if (!write.writesStatus()) {
      Json.carry("deletionTimestamp", Json.meta(before), meta);
      Json.carry("deletionGracePeriodSeconds", Json.meta(before), meta);
      if (kind.has(Trait.STATUS)) {
        Json.carry("status", before, after);
      }
    }
    if (kind.equals(Kinds.SERVICE)) {
      keepAddresses(Json.child(before, "spec"), Json.child(after, "spec"));
    }
    return after;
  }

  /** Who replaces a Service without naming its addresses keeps them. */
  private static void keepAddresses(ObjectNode before, ObjectNode after) {
    if (Json.text(after, "clusterIP").isEmpty()) {
      Json.carry("clusterIP", before, after);
    }
    after
        .path("ports")
        .forEach(
            port ->
                before.path("ports").values().stream()
                    .filter(b -> b.path("port").equals(port.path("port")))
                    .filter(b -> b.has("nodePort") && !port.has("nodePort"))
                    .forEach(b -> ((ObjectNode) port).set("nodePort", b.get("nodePort"))));
  }

  private static void count(Kind kind, ObjectNode before, ObjectNode after) {
    if (kind.has(Trait.GENERATION) && !contents(before).equals(contents(after))) {
      int generation = Json.at(before, "metadata", "generation").asInt(1);
      Json.meta(after).put("generation", generation + 1);
    }
  }

  private static ObjectNode contents(ObjectNode object) {
    return Json.without(object, "metadata", "status");
  }

  private ObjectNode stored(Kind kind, ObjectNode object) {
    ObjectNode stored = store.put(kind, object);
    quotas.refresh(Json.namespace(stored));
    return kind.equals(Kinds.QUOTA) ? store.get(Key.of(kind, stored)).orElse(stored) : stored;
  }

  private String now() {
    Instant now = clock.instant();
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
