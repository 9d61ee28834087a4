package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.IngressRoute.Backend;
import io.verdigris.testkit.cluster.IngressRoute.HeaderMatch;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what an HTTPRoute or a root HTTPProxy says, as far as tests use it. */
final class WeightedRoutes {
  private WeightedRoutes() {}

  static List<IngressRoute> ofRoute(ObjectNode route) {
    List<String> hosts = texts(Json.at(route, "spec", "hostnames"));
    return each(Json.at(route, "spec", "rules"))
        .flatMap(
            rule ->
                each(rule.path("matches"))
                    .flatMap(
                        match ->
                            (hosts.isEmpty() ? List.of("") : hosts)
                                .stream().map(host -> ofRule(route, host, rule, match))))
        .toList();
  }

  private static IngressRoute ofRule(ObjectNode route, String host, JsonNode rule, JsonNode match) {
    return new IngressRoute(
        Json.namespace(route),
        host.toLowerCase(Locale.ROOT),
        Json.at(match, "path", "value").asString("/"),
        Json.text(match, "path", "type").equals("Exact"),
        each(match.path("headers"))
            .map(h -> new HeaderMatch(Json.text(h, "name"), Json.text(h, "value"), false))
            .toList(),
        each(rule.path("backendRefs")).map(b -> backend(b, b.path("weight").asInt(1))).toList(),
        each(rule.path("filters"))
            .filter(filter -> filter.has("requestMirror"))
            .map(filter -> backend(Json.at(filter, "requestMirror", "backendRef"), 1))
            .toList());
  }

  static List<IngressRoute> ofProxy(ObjectNode proxy) {
    String host = Json.text(proxy, "spec", "virtualhost", "fqdn");
    return host.isEmpty()
        ? List.of()
        : each(Json.at(proxy, "spec", "routes")).map(route -> ofRoute(proxy, host, route)).toList();
  }

  private static IngressRoute ofRoute(ObjectNode proxy, String host, JsonNode route) {
    List<JsonNode> conditions = each(route.path("conditions")).toList();
    List<JsonNode> services = each(route.path("services")).toList();
    List<JsonNode> serving = services.stream().filter(s -> !isMirror(s)).toList();
    boolean weighted = serving.stream().anyMatch(s -> s.path("weight").asInt(0) > 0);
    return new IngressRoute(
        Json.namespace(proxy),
        host.toLowerCase(Locale.ROOT),
        path(conditions),
        conditions.stream().anyMatch(c -> c.has("exact")),
        conditions.stream()
            .filter(c -> c.has("header"))
            .map(c -> header(c.path("header")))
            .toList(),
        serving.stream().map(s -> backend(s, weighted ? s.path("weight").asInt(0) : 1)).toList(),
        services.stream().filter(WeightedRoutes::isMirror).map(s -> backend(s, 1)).toList());
  }

  private static String path(List<JsonNode> conditions) {
    return conditions.stream()
        .flatMap(c -> Stream.of(Json.text(c, "exact"), Json.text(c, "prefix")))
        .filter(path -> !path.isEmpty())
        .findFirst()
        .orElse("/");
  }

  private static HeaderMatch header(JsonNode header) {
    return header.has("contains")
        ? new HeaderMatch(Json.text(header, "name"), Json.text(header, "contains"), true)
        : new HeaderMatch(Json.text(header, "name"), Json.text(header, "exact"), false);
  }

  private static boolean isMirror(JsonNode service) {
    return service.path("mirror").asBoolean(false);
  }

  private static Backend backend(JsonNode backend, int weight) {
    return new Backend(Json.text(backend, "name"), Json.text(backend, "port"), weight);
  }

  private static List<String> texts(JsonNode list) {
    return each(list).map(item -> item.asString("")).toList();
  }

  private static Stream<JsonNode> each(JsonNode list) {
    return list.values().stream();
  }
}
