package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refuses what would exceed a quota, and keeps what is used in the quotas' status. Quotas with
 * scopes are left alone. Used within the store's own lock.
 */
record QuotaAdmission(ObjectStore store) {

  /**
   * Checks an object that is about to be created.
   *
   * @throws Refusal 403 that names the quota and the amounts
   */
  void admit(Kind kind, ObjectNode object) {
    quotas(Json.namespace(object)).forEach(quota -> admit(quota, kind, object));
  }

  private void admit(ObjectNode quota, Kind kind, ObjectNode object) {
    var asked = new ArrayList<String>();
    var used = new ArrayList<String>();
    var limited = new ArrayList<String>();
    hard(quota)
        .forEachEntry(
            (resource, hard) -> {
              BigDecimal more = amount(resource, kind, object);
              if (more.signum() > 0) {
                BigDecimal there = used(resource, quota);
                if (there.add(more).compareTo(number(hard.asString(""))) > 0) {
                  asked.add(resource + "=" + told(more));
                  used.add(resource + "=" + told(there));
                  limited.add(resource + "=" + hard.asString(""));
                }
              }
            });
    mustSay(quota, kind, object);
    if (!asked.isEmpty()) {
      throw Refusal.forbidden(
          kind,
          Json.name(object),
          "exceeded quota: "
              + Json.name(quota)
              + ", requested: "
              + String.join(",", asked)
              + ", used: "
              + String.join(",", used)
              + ", limited: "
              + String.join(",", limited));
    }
  }

  /** A pod must say what it asks for of a resource that is limited. */
  private static void mustSay(ObjectNode quota, Kind kind, ObjectNode object) {
    if (!kind.equals(Kinds.POD)) {
      return;
    }
    List<String> unsaid =
        hard(quota).propertyNames().stream()
            .filter(QuotaAdmission::isOfContainers)
            .filter(r -> !silent(r, object).isEmpty())
            .toList();
    if (!unsaid.isEmpty()) {
      throw Refusal.forbidden(
          kind,
          Json.name(object),
          "failed quota: "
              + Json.name(quota)
              + ": must specify "
              + String.join(
                  "; ",
                  unsaid.stream()
                      .map(r -> r + " for: " + String.join(",", silent(r, object)))
                      .toList()));
    }
  }

  private static List<String> silent(String resource, ObjectNode pod) {
    return containers(pod)
        .filter(c -> part(resource, c).isMissingNode())
        .map(c -> Json.text(c, "name"))
        .toList();
  }

  /** Brings the status of the namespace's quotas up to date. */
  void refresh(String namespace) {
    quotas(namespace)
        .forEach(
            quota -> {
              ObjectNode after = quota.deepCopy();
              ObjectNode status = Json.child(after, "status");
              status.set("hard", hard(quota).deepCopy());
              ObjectNode used = status.putObject("used");
              hard(quota).propertyNames().forEach(r -> used.put(r, told(used(r, quota))));
              if (!after.equals(quota)) {
                store.put(Kinds.QUOTA, after);
              }
            });
  }

  private Stream<ObjectNode> quotas(String namespace) {
    return namespace.isEmpty()
        ? Stream.of()
        : store.list(Kinds.QUOTA, namespace).objects().stream()
            .filter(q -> hard(q).isObject())
            .filter(q -> Json.at(q, "spec", "scopes").isEmpty())
            .filter(q -> Json.at(q, "spec", "scopeSelector").isMissingNode());
  }

  private static JsonNode hard(JsonNode quota) {
    return Json.at(quota, "spec", "hard");
  }

  private BigDecimal used(String resource, ObjectNode quota) {
    return Kinds.all().stream()
        .filter(kind -> counts(resource, kind))
        .flatMap(
            kind ->
                store.list(kind, Json.namespace(quota)).objects().stream()
                    .map(object -> amount(resource, kind, object)))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static boolean counts(String resource, Kind kind) {
    return isOfContainers(resource) ? kind.equals(Kinds.POD) : isCountOf(resource, kind);
  }

  private static boolean isCountOf(String resource, Kind kind) {
    return resource.equals("count/" + kind.resource())
        || (kind.group().isEmpty() && resource.equals(kind.plural()));
  }

  private static boolean isOfContainers(String resource) {
    return switch (resource) {
      case "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory" ->
          true;
      default -> false;
    };
  }

  private static BigDecimal amount(String resource, Kind kind, ObjectNode object) {
    boolean over = List.of("Succeeded", "Failed").contains(Json.text(object, "status", "phase"));
    if (kind.equals(Kinds.POD) && over && !resource.startsWith("count/")) {
      return BigDecimal.ZERO;
    }
    if (isCountOf(resource, kind)) {
      return BigDecimal.ONE;
    }
    return kind.equals(Kinds.POD) && isOfContainers(resource)
        ? containers(object)
            .map(c -> number(part(resource, c).asString("0")))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
        : BigDecimal.ZERO;
  }

  private static Stream<JsonNode> containers(ObjectNode pod) {
    return Json.at(pod, "spec", "containers").values().stream();
  }

  private static JsonNode part(String resource, JsonNode container) {
    String part = resource.startsWith("limits.") ? "limits" : "requests";
    String name = resource.substring(resource.indexOf('.') + 1);
    return Json.at(container, "resources", part, name);
  }

  private static BigDecimal number(String quantity) {
    return Quantity.getAmountInBytes(new Quantity(quantity));
  }

  private static String told(BigDecimal amount) {
    BigDecimal plain = amount.stripTrailingZeros();
    return plain.scale() <= 0
        ? plain.toPlainString()
        : plain.movePointRight(3).stripTrailingZeros().toPlainString() + "m";
  }
}
