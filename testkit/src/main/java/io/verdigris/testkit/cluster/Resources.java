package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Kind.Trait;
import io.verdigris.testkit.cluster.ObjectStore.Key;
import io.verdigris.testkit.cluster.ObjectStore.Listing;
import io.verdigris.testkit.cluster.Refusal.Problem;
import io.verdigris.testkit.cluster.Registry.Write;
import io.verdigris.testkit.cluster.Removal.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes objects as requests ask for it. */
final class Resources {
  private static final Duration LONGEST_WATCH = Duration.ofMinutes(30);

  private final ObjectStore store;
  private final Registry registry;
  private final Journal journal;

  Resources(ObjectStore store, Registry registry, Journal journal) {
    this.store = store;
    this.registry = registry;
    this.journal = journal;
  }

  /** What a request is about. */
  record Target(Kind kind, ApiPath path) {
    Key key() {
      return new Key(kind, path.namespace(), path.name());
    }
  }

  ObjectNode get(Target target) {
    return store
        .get(target.key())
        .orElseThrow(() -> Refusal.notFound(target.kind(), target.path().name()));
  }

  ObjectNode list(Target target, ApiRequest request) {
    Selection selection = selection(target, request);
    Listing listing = store.list(target.kind(), target.path().namespace());
    checkVersion(request, listing.version());
    ObjectNode list =
        Json.object()
            .put("kind", target.kind().name() + "List")
            .put("apiVersion", target.kind().apiVersion());
    Json.meta(list).put("resourceVersion", Long.toString(listing.version()));
    ArrayNode items = list.putArray("items");
    Watching.selected(listing.objects(), selection)
        .forEach(object -> items.add(Json.without(object, "kind", "apiVersion")));
    return list;
  }

  private static Selection selection(Target target, ApiRequest request) {
    String fields = request.query("fieldSelector");
    String name = target.path().name();
    return Selection.of(
        target.kind(),
        request.query("labelSelector"),
        name.isEmpty() ? fields : "metadata.name=" + name);
  }

  private static void checkVersion(ApiRequest request, long latest) {
    long asked = version(request);
    if (asked > latest) {
      throw Refusal.of(
          504, "Timeout", "Timeout: Too large resource version: " + asked + ", current: " + latest);
    }
    if (request.query("resourceVersionMatch").equals("Exact") && asked < latest) {
      throw Refusal.of(410, "Expired", "The provided resource version is too old.");
    }
  }

  private static long version(ApiRequest request) {
    String version = request.query("resourceVersion");
    if (!version.matches("\\d{0,18}")) {
      throw Refusal.of(
          500, "", "resourceVersion: Invalid value: \"" + version + "\": invalid syntax");
    }
    return version.isEmpty() ? 0 : Long.parseLong(version);
  }

  Watching watch(Target target, ApiRequest request) {
    Selection selection = selection(target, request);
    long asked = version(request);
    boolean initial = request.isSet("sendInitialEvents");
    Listing listing = store.list(target.kind(), target.path().namespace());
    boolean fromNow = asked == 0 || initial;
    return new Watching(
        journal,
        target.kind(),
        target.path().namespace(),
        selection,
        fromNow ? listing.version() : asked,
        fromNow && !request.query("sendInitialEvents").equals("false")
            ? Watching.selected(listing.objects(), selection)
            : List.of(),
        initial,
        request.isSet("allowWatchBookmarks"),
        limit(request));
  }

  private static Duration limit(ApiRequest request) {
    String seconds = request.query("timeoutSeconds");
    Duration asked =
        seconds.matches("[1-9]\\d{0,8}")
            ? Duration.ofSeconds(Long.parseLong(seconds))
            : LONGEST_WATCH;
    return asked.compareTo(LONGEST_WATCH) < 0 ? asked : LONGEST_WATCH;
  }

  Reply create(Target target, ApiRequest request) {
    Kind kind = target.kind();
    ObjectNode object = Bodies.object(kind, request);
    String namespace = Json.namespace(object);
    if (!namespace.isEmpty() && kind.namespaced() && !namespace.equals(target.path().namespace())) {
      throw Refusal.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    if (!Json.version(object).isEmpty()) {
      throw Refusal.of(500, "", "resourceVersion should not be set on objects to be created");
    }
    Write write = write(target, request, "CreateOptions");
    return Reply.created(registry.create(kind, target.path().namespace(), object, write));
  }

  Reply replace(Target target, ApiRequest request) {
    Kind kind = target.kind();
    ObjectNode object = Bodies.object(kind, request);
    Write write = write(target, request, "UpdateOptions");
    return store.atomically(
        () -> {
          boolean creates =
              kind.has(Trait.PUT_CREATES)
                  && target.path().subresource().isEmpty()
                  && store.get(target.key()).isEmpty()
                  && Json.name(object).equals(target.path().name());
          if (creates) {
            return Reply.created(registry.create(kind, target.path().namespace(), object, write));
          }
          checkUid(target, object);
          if (kind.has(Trait.PUT_NEEDS_VERSION) && Json.version(object).isEmpty()) {
            throw Refusal.invalid(
                kind.group(),
                kind.plural(),
                target.path().name(),
                List.of(
                    Problem.value(
                        "metadata.resourceVersion", 0, "must be specified for an update")));
          }
          return Reply.ok(registry.update(target.key(), write, before -> object));
        });
  }

  private void checkUid(Target target, ObjectNode object) {
    String wanted = Json.uid(object);
    String there = store.get(target.key()).map(Json::uid).orElse("");
    if (!wanted.isEmpty() && !there.isEmpty() && !wanted.equals(there)) {
      throw Refusal.conflict(
          target.kind(),
          target.path().name(),
          "Precondition failed: UID in precondition: " + wanted + ", UID in object meta: " + there);
    }
  }

  Reply patch(Target target, ApiRequest request) {
    if (request.contentType().equals(Bodies.APPLY)) {
      return apply(target, request);
    }
    UnaryOperator<ObjectNode> patch = Bodies.patch(target.kind(), request);
    Write write = write(target, request, "PatchOptions");
    return Reply.ok(registry.update(target.key(), write, patch));
  }

  private Reply apply(Target target, ApiRequest request) {
    Kind kind = target.kind();
    ApiPath path = target.path();
    ObjectNode declared = Bodies.declared(target, request);
    boolean dryRun = isDryRun(request, "PatchOptions");
    if (kind.has(Trait.STATUS)) {
      if (path.subresource().isEmpty()) {
        declared.remove("status");
      } else {
        declared.remove("spec");
      }
    }
    var apply =
        new ServerSideApply(
            declared, request.query("fieldManager"), path.subresource(), request.isSet("force"));
    Write write = new Write(apply, path.subresource(), dryRun);
    String version = Json.version(declared);
    return store.atomically(
        () -> {
          Optional<ObjectNode> there = store.get(target.key());
          if (there.isEmpty() && path.subresource().isEmpty() && version.isEmpty()) {
            return Reply.created(registry.create(kind, path.namespace(), declared, write));
          }
          if (there.isPresent()
              && !version.isEmpty()
              && !version.equals(Json.version(there.get()))) {
            throw Refusal.stale(kind, path.name());
          }
          return Reply.ok(registry.update(target.key(), write, apply::edit));
        });
  }

  static Write write(Target target, ApiRequest request, String options) {
    String part = target.path().subresource();
    return new Write(Ownership.update(manager(request), part), part, isDryRun(request, options));
  }

  private static String manager(ApiRequest request) {
    String named = request.query("fieldManager");
    String agent = request.header("User-Agent").split("/", 2)[0];
    return !named.isEmpty() ? named : agent.isEmpty() ? "unknown" : agent;
  }

  private static boolean isDryRun(ApiRequest request, String options) {
    String value = request.query("dryRun");
    if (!value.isEmpty() && !value.equals("All")) {
      throw Refusal.invalid(
          "meta.k8s.io",
          options,
          "",
          List.of(
              new Problem(
                  "FieldValueNotSupported",
                  "dryRun",
                  "Unsupported value: [\"" + value + "\"]: supported values: \"All\"")));
    }
    return value.equals("All");
  }

  Reply delete(Target target, ApiRequest request) {
    Kind kind = target.kind();
    ObjectNode last = registry.removal().delete(target.key(), terms(request));
    boolean whole = kind.equals(Kinds.POD) || kind.equals(Kinds.NAMESPACE);
    return Reply.ok(whole ? last : deleted(kind, last));
  }

  private static ObjectNode deleted(Kind kind, ObjectNode last) {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    Json.meta(status);
    status.put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", Json.name(last));
    if (!kind.group().isEmpty()) {
      details.put("group", kind.group());
    }
    details.put("kind", kind.plural()).put("uid", Json.uid(last));
    return status;
  }

  Reply deleteAll(Target target, ApiRequest request) {
    Terms terms = terms(request);
    return store.atomically(
        () -> {
          ObjectNode list = list(target, request);
          for (JsonNode item : list.path("items")) {
            Key key = new Key(target.kind(), Json.namespace(item), Json.name(item));
            if (store.get(key).isPresent()) {
              registry.removal().delete(key, terms);
            }
          }
          return Reply.ok(list);
        });
  }

  private static Terms terms(ApiRequest request) {
    JsonNode options = request.body().isBlank() ? Json.object() : Bodies.json(request);
    String policy = option("propagationPolicy", request, options);
    String grace = option("gracePeriodSeconds", request, options);
    boolean orphans = policy.equals("Orphan") || options.path("orphanDependents").asBoolean(false);
    return new Terms(
        Json.text(options, "preconditions", "resourceVersion"),
        Json.text(options, "preconditions", "uid"),
        orphans,
        isDryRun(request, "DeleteOptions") || options.path("dryRun").size() > 0,
        grace.matches("\\d{1,8}") ? Optional.of(Integer.parseInt(grace)) : Optional.empty());
  }

  private static String option(String name, ApiRequest request, JsonNode options) {
    String asked = request.query(name);
    return asked.isEmpty() ? Json.text(options, name) : asked;
  }
}
