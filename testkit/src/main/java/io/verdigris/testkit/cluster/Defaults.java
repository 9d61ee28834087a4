package io.verdigris.testkit.cluster;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Fills in what the API server fills in when it is not said. */
final class Defaults {
  private static final Set<String> MAPS =
      Set.of(
          "labels",
          "annotations",
          "selector",
          "matchLabels",
          "nodeSelector",
          "data",
          "limits",
          "requests",
          "hard");

  private Defaults() {}

  static void fill(Kind kind, ObjectNode object) {
    sortMaps(object);
    switch (kind.name()) {
      case "Service" -> service(Json.child(object, "spec"));
      case "Deployment" -> deployment(Json.child(object, "spec"));
      case "ReplicaSet" -> {
        set(Json.child(object, "spec"), "replicas", 1);
        template(Json.child(object, "spec"));
      }
      case "Job" -> job(object);
      case "Pod" -> pod(Json.child(object, "spec"));
      case "Namespace" -> namespace(object);
      case "Secret" -> set(object, "type", "Opaque");
      case "Ingress" ->
          Json.at(object, "spec", "rules").values().stream()
              .flatMap(rule -> Json.at(rule, "http", "paths").values().stream())
              .forEach(path -> set((ObjectNode) path, "pathType", "ImplementationSpecific"));
      case "HTTPRoute" -> httpRoute(object.path("spec"));
      default -> {}
    }
  }

  /** What is a map to the server comes back in the order of its keys. */
  private static void sortMaps(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (MAPS.contains(field.getKey()) && field.getValue() instanceof ObjectNode map) {
        var sorted = new TreeMap<String, JsonNode>();
        map.forEachEntry(sorted::put);
        map.removeAll().setAll(sorted);
      }
    }
    node.forEach(Defaults::sortMaps);
  }

  private static void service(ObjectNode spec) {
    set(spec, "type", "ClusterIP");
    set(spec, "sessionAffinity", "None");
    String type = Json.text(spec, "type");
    if (type.equals("ExternalName")) {
      return;
    }
    set(spec, "internalTrafficPolicy", "Cluster");
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      set(spec, "externalTrafficPolicy", "Cluster");
    } else {
      spec.remove("externalTrafficPolicy");
    }
    for (JsonNode item : spec.path("ports")) {
      if (item instanceof ObjectNode port) {
        set(port, "protocol", "TCP");
        setNode(port, "targetPort", port.path("port"));
      }
    }
  }

  private static void deployment(ObjectNode spec) {
    set(spec, "replicas", 1);
    set(spec, "revisionHistoryLimit", 10);
    set(spec, "progressDeadlineSeconds", 600);
    ObjectNode strategy = Json.child(spec, "strategy");
    set(strategy, "type", "RollingUpdate");
    if (Json.text(strategy, "type").equals("RollingUpdate")) {
      set(Json.child(strategy, "rollingUpdate"), "maxUnavailable", "25%");
      set(Json.child(strategy, "rollingUpdate"), "maxSurge", "25%");
    }
    template(spec);
  }

  private static void httpRoute(JsonNode spec) {
    for (JsonNode parent : spec.path("parentRefs")) {
      set((ObjectNode) parent, "group", "gateway.networking.k8s.io");
      set((ObjectNode) parent, "kind", "Gateway");
    }
    for (JsonNode rule : spec.path("rules")) {
      if (rule.path("matches").isEmpty()) {
        ((ObjectNode) rule).putArray("matches").addObject();
      }
      for (JsonNode match : rule.path("matches")) {
        ObjectNode path = Json.child((ObjectNode) match, "path");
        set(path, "type", "PathPrefix");
        set(path, "value", "/");
      }
      for (JsonNode backend : rule.path("backendRefs")) {
        set((ObjectNode) backend, "group", "");
        set((ObjectNode) backend, "kind", "Service");
        set((ObjectNode) backend, "weight", 1);
      }
    }
  }

  private static void job(ObjectNode object) {
    ObjectNode spec = Json.child(object, "spec");
    set(spec, "parallelism", 1);
    set(spec, "completions", 1);
    set(spec, "backoffLimit", 6);
    set(spec, "completionMode", "NonIndexed");
    if (!spec.has("suspend")) {
      spec.put("suspend", false);
    }
    String uid = Json.uid(object);
    ObjectNode labels = Json.child(spec, "template", "metadata", "labels");
    set(labels, "batch.kubernetes.io/controller-uid", uid);
    set(labels, "batch.kubernetes.io/job-name", Json.name(object));
    set(labels, "controller-uid", uid);
    set(labels, "job-name", Json.name(object));
    set(Json.child(spec, "selector", "matchLabels"), "batch.kubernetes.io/controller-uid", uid);
    template(spec);
  }

  private static void namespace(ObjectNode object) {
    set(Json.child(object, "metadata", "labels"), "kubernetes.io/metadata.name", Json.name(object));
    set(Json.child(object, "status"), "phase", "Active");
  }

  private static void template(ObjectNode spec) {
    pod(Json.child(spec, "template", "spec"));
  }

  private static void pod(ObjectNode spec) {
    set(spec, "restartPolicy", "Always");
    set(spec, "terminationGracePeriodSeconds", 30);
    set(spec, "dnsPolicy", "ClusterFirst");
    Json.child(spec, "securityContext");
    set(spec, "schedulerName", "default-scheduler");
    if (Json.text(spec, "serviceAccountName").isEmpty()) {
      spec.remove("serviceAccountName");
    } else {
      set(spec, "serviceAccount", Json.text(spec, "serviceAccountName"));
    }
    for (String list : new String[] {"initContainers", "containers"}) {
      for (JsonNode item : spec.path(list)) {
        if (item instanceof ObjectNode container) {
          container(container);
        }
      }
    }
  }

  private static void container(ObjectNode container) {
    set(container, "terminationMessagePath", "/dev/termination-log");
    set(container, "terminationMessagePolicy", "File");
    set(container, "imagePullPolicy", pullPolicy(Json.text(container, "image")));
    ObjectNode resources = Json.child(container, "resources");
    resources
        .path("limits")
        .forEachEntry((name, limit) -> setNode(Json.child(resources, "requests"), name, limit));
    container.path("ports").forEach(port -> set((ObjectNode) port, "protocol", "TCP"));
    for (JsonNode variable : container.path("env")) {
      if (Json.at(variable, "valueFrom", "fieldRef") instanceof ObjectNode field) {
        set(field, "apiVersion", "v1");
      }
    }
    for (String probe : new String[] {"readinessProbe", "livenessProbe", "startupProbe"}) {
      if (container.get(probe) instanceof ObjectNode there) {
        probe(there);
      }
    }
  }

  private static String pullPolicy(String image) {
    String tag = image.substring(Math.max(image.lastIndexOf('/'), 0));
    return image.contains("@") || (tag.contains(":") && !tag.endsWith(":latest"))
        ? "IfNotPresent"
        : "Always";
  }

  private static void probe(ObjectNode probe) {
    set(probe, "timeoutSeconds", 1);
    set(probe, "periodSeconds", 10);
    set(probe, "successThreshold", 1);
    set(probe, "failureThreshold", 3);
    if (probe.get("httpGet") instanceof ObjectNode http) {
      set(http, "path", "/");
      set(http, "scheme", "HTTP");
    }
  }

  private static void set(ObjectNode node, String name, String value) {
    setNode(node, name, StringNode.valueOf(value));
  }

  private static void set(ObjectNode node, String name, int value) {
    setNode(node, name, IntNode.valueOf(value));
  }

  private static void setNode(ObjectNode node, String name, JsonNode value) {
    if (!node.hasNonNull(name) && !value.isMissingNode()) {
      node.set(name, value.deepCopy());
    }
  }
}
