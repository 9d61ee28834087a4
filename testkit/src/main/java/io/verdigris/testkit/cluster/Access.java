package io.verdigris.testkit.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who asks, by token, and what they may do: all, or what Roles that are bound to them say. */
final class Access {
  static final String ADMIN = "admin";

  private final ObjectStore store;
  private final Map<String, String> users = new ConcurrentHashMap<>();

  Access(ObjectStore store) {
    this.store = store;
  }

  /** Returns a new token of a user. */
  String token(String user) {
    String token = UUID.randomUUID().toString();
    users.put(token, user);
    return token;
  }

  /**
   * Returns who sent the request.
   *
   * @throws Refusal 401 for a token that nobody has
   */
  String user(ApiRequest request) {
    String header = request.header("Authorization");
    if (header.isEmpty()) {
      return "system:anonymous";
    }
    String token = header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
    return Optional.ofNullable(users.get(token))
        .orElseThrow(() -> Refusal.of(401, "Unauthorized", "Unauthorized"));
  }

  /** What somebody wants to do; the name is empty for all objects. */
  record Wish(String verb, String group, String resource, String namespace, String name) {}

  boolean allows(String user, Wish wish) {
    return user.equals(ADMIN)
        || isForAll(wish)
        || rules(user, wish.namespace()).anyMatch(rule -> grants(rule, wish));
  }

  private static boolean isForAll(Wish wish) {
    return wish.group().equals("authorization.k8s.io") && wish.verb().equals("create");
  }

  /** Refuses what a user may not do. */
  void check(String user, Wish wish) {
    if (!allows(user, wish)) {
      throw forbidden(user, wish);
    }
  }

  private static Refusal forbidden(String user, Wish wish) {
    String plural = wish.resource().split("/", 2)[0];
    Kind kind =
        Kinds.at(wish.group(), "v1", plural)
            .orElseGet(
                () ->
                    new Kind(wish.group(), "v1", plural, "", Kinds.POD.type(), java.util.Set.of()));
    return Refusal.forbidden(
        kind,
        wish.name(),
        "User \""
            + user
            + "\" cannot "
            + wish.verb()
            + " resource \""
            + wish.resource()
            + "\" in API group \""
            + wish.group()
            + "\" "
            + (wish.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"" + wish.namespace() + "\""));
  }

  /** Returns the rules that hold for a user in a namespace. */
  Stream<JsonNode> rules(String user, String namespace) {
    if (user.equals(ADMIN)) {
      ObjectNode all = Json.object();
      List.of("verbs", "apiGroups", "resources").forEach(part -> all.putArray(part).add("*"));
      return Stream.of(all);
    }
    return namespace.isEmpty()
        ? Stream.of()
        : store.list(Kinds.ROLE_BINDING, namespace).objects().stream()
            .filter(binding -> names(binding, user))
            .map(binding -> Json.text(binding, "roleRef", "name"))
            .map(role -> store.get(new ObjectStore.Key(Kinds.ROLE, namespace, role)))
            .flatMap(Optional::stream)
            .flatMap(role -> role.path("rules").values().stream());
  }

  private static boolean names(JsonNode binding, String user) {
    return binding.path("subjects").values().stream()
        .anyMatch(s -> Json.text(s, "kind").equals("User") && Json.text(s, "name").equals(user));
  }

  private static boolean grants(JsonNode rule, Wish wish) {
    JsonNode names = rule.path("resourceNames");
    return has(rule.path("verbs"), wish.verb())
        && has(rule.path("apiGroups"), wish.group())
        && has(rule.path("resources"), wish.resource())
        && (names.isEmpty() || has(names, wish.name()));
  }

  private static boolean has(JsonNode granted, String wanted) {
    return granted.values().stream()
        .map(value -> value.asString(""))
        .anyMatch(value -> value.equals("*") || value.equals(wanted));
  }
}
