package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Refusal.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives Services their cluster addresses and node ports. Used within the store's own lock. */
final class Addresses {
  private static final int FIRST_PORT = 30000;
  private static final int LAST_PORT = 32767;
  private static final int HOSTS = 256 * 256 - 2;

  private final ObjectStore store;
  private int lastHost;
  private int lastPort = FIRST_PORT;

  Addresses(ObjectStore store) {
    this.store = store;
  }

  /** Fills in what the Service has not got yet, and takes away what its type does not have. */
  void assign(ObjectNode service) {
    ObjectNode spec = Json.child(service, "spec");
    String type = Json.text(spec, "type");
    if (type.equals("ExternalName")) {
      List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy").forEach(spec::remove);
      return;
    }
    if (Json.text(spec, "clusterIP").isEmpty()) {
      spec.put("clusterIP", freeAddress());
    }
    spec.putArray("clusterIPs").add(Json.text(spec, "clusterIP"));
    spec.putArray("ipFamilies").add("IPv4");
    spec.put("ipFamilyPolicy", "SingleStack");
    boolean onNodes = type.equals("NodePort") || type.equals("LoadBalancer");
    if (onNodes) {
      assignPorts(service, spec.path("ports"));
    } else {
      spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
    }
  }

  private void assignPorts(ObjectNode service, JsonNode ports) {
    Set<Integer> taken =
        others(service).flatMapToInt(Addresses::nodePorts).boxed().collect(Collectors.toSet());
    for (int i = 0; i < ports.size(); i++) {
      var port = (ObjectNode) ports.get(i);
      int wanted = port.path("nodePort").asInt(0);
      if (wanted == 0) {
        port.put("nodePort", freePort(taken));
      } else {
        check(service, "spec.ports[" + i + "].nodePort", wanted, taken);
      }
      taken.add(port.path("nodePort").asInt(0));
    }
  }

  private static void check(ObjectNode service, String field, int port, Set<Integer> taken) {
    if (port < FIRST_PORT || port > LAST_PORT) {
      refuse(
          service,
          field,
          port,
          "provided port is not in the valid range. The range of valid ports is "
              + FIRST_PORT
              + "-"
              + LAST_PORT);
    }
    if (taken.contains(port)) {
      refuse(service, field, port, "provided port is already allocated");
    }
  }

  private static void refuse(ObjectNode service, String field, int port, String rule) {
    throw Refusal.invalid(
        Kinds.SERVICE, Json.name(service), List.of(Problem.value(field, port, rule)));
  }

  private Stream<ObjectNode> others(ObjectNode service) {
    return store.list(Kinds.SERVICE, "").objects().stream()
        .filter(other -> !Json.uid(other).equals(Json.uid(service)));
  }

  private static IntStream nodePorts(ObjectNode service) {
    return Json.at(service, "spec", "ports").values().stream()
        .mapToInt(port -> port.path("nodePort").asInt(0));
  }

  private int freePort(Set<Integer> taken) {
    for (int i = FIRST_PORT; i <= LAST_PORT; i++) {
      lastPort = lastPort == LAST_PORT ? FIRST_PORT : lastPort + 1;
      if (!taken.contains(lastPort)) {
        return lastPort;
      }
    }
    throw Refusal.of(500, "InternalError", "no node port is free");
  }

  private String freeAddress() {
    Set<String> taken =
        store.list(Kinds.SERVICE, "").objects().stream()
            .map(service -> Json.text(service, "spec", "clusterIP"))
            .collect(Collectors.toSet());
    for (int i = 0; i < HOSTS; i++) {
      lastHost = lastHost % HOSTS + 1;
      String address = "10.96." + lastHost / 256 + "." + lastHost % 256;
      if (!taken.contains(address)) {
        return address;
      }
    }
    throw Refusal.of(500, "InternalError", "no cluster IP is free");
  }
}
