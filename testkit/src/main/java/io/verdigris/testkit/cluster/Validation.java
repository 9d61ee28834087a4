package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Refusal.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds what the API server would not accept in an object, and says it in its words. */
final class Validation {
  private static final String LABEL_RULE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue', or"
          + " 'my_value', or '12345', regex used for validation is"
          + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  private static final String DNS_1035_RULE =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
          + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name', or"
          + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  private static final String SUBDOMAIN_RULE =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String KEY_RULE =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
          + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  private static final String IMMUTABLE = "field is immutable";

  private final Kind kind;
  private final ObjectNode object;
  private final List<Problem> problems = new ArrayList<>();

  private Validation(Kind kind, ObjectNode object) {
    this.kind = kind;
    this.object = object;
  }

  /**
   * Checks an object with all its defaults.
   *
   * @param before the object that it replaces; null when it is created
   * @throws Refusal 422 with all that is wrong
   */
  static void check(Kind kind, @Nullable ObjectNode before, ObjectNode object) {
    var validation = new Validation(kind, object);
    validation.metadata();
    switch (kind.name()) {
      case "Service" -> validation.service(before);
      case "Deployment", "ReplicaSet" -> validation.replicated(before);
      case "Job" -> validation.job(before);
      case "Pod" -> validation.problems.addAll(PodValidation.check("spec", object.path("spec")));
      case "ConfigMap" -> validation.data();
      default -> {}
    }
    if (!validation.problems.isEmpty()) {
      throw Refusal.invalid(kind, Json.name(object), validation.problems);
    }
  }

  private void metadata() {
    String name = Json.name(object);
    if (name.isEmpty()) {
      problems.add(Problem.required("metadata.name", "name or generateName is required"));
    } else if (kind.name().equals("Service")) {
      check(
          "metadata.name", name, n -> n.matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?"), DNS_1035_RULE);
    } else if (!kind.group().startsWith("rbac")) {
      check("metadata.name", name, Validation::isSubdomain, SUBDOMAIN_RULE);
    }
    labels("metadata.labels", Json.at(object, "metadata", "labels"));
    Json.at(object, "metadata", "annotations")
        .propertyNames()
        .forEach(key -> check("metadata.annotations", key, Validation::isKey, KEY_RULE));
  }

  private static boolean isSubdomain(String name) {
    return name.length() <= 253
        && name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  }

  private static boolean isKey(String key) {
    String[] parts = key.split("/", 2);
    String name = parts[parts.length - 1];
    return name.matches("([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]")
        && (parts.length == 1 || isSubdomain(parts[0]));
  }

  private void labels(String field, JsonNode labels) {
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      check(field, label.getKey(), Validation::isKey, KEY_RULE);
      check(
          field,
          label.getValue().asString(""),
          v -> v.length() <= 63 && v.matches("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"),
          LABEL_RULE);
    }
  }

  private void check(String field, String value, Predicate<String> test, String rule) {
    if (!test.test(value)) {
      problems.add(Problem.value(field, "\"" + value + "\"", rule));
    }
  }

  private void service(@Nullable ObjectNode before) {
    JsonNode spec = object.path("spec");
    String type = Json.text(spec, "type");
    if (!List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName").contains(type)) {
      problems.add(
          new Problem(
              "FieldValueNotSupported",
              "spec.type",
              "Unsupported value: \""
                  + type
                  + "\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\","
                  + " \"NodePort\""));
    }
    boolean portless = type.equals("ExternalName") || Json.text(spec, "clusterIP").equals("None");
    if (spec.path("ports").isEmpty() && !portless) {
      problems.add(Problem.required("spec.ports", ""));
    }
    ports(spec.path("ports"));
    labels("spec.selector", spec.path("selector"));
    String ip = before == null ? "" : Json.text(before, "spec", "clusterIP");
    String now = Json.text(spec, "clusterIP");
    if (!ip.isEmpty() && !now.isEmpty() && !ip.equals(now)) {
      problems.add(
          Problem.value("spec.clusterIPs[0]", "[\"" + now + "\"]", "may not change once set"));
    }
  }

  private void ports(JsonNode ports) {
    var names = new HashSet<String>();
    for (int i = 0; i < ports.size(); i++) {
      String field = "spec.ports[" + i + "]";
      String name = Json.text(ports.get(i), "name");
      if (name.isEmpty() && ports.size() > 1) {
        problems.add(Problem.required(field + ".name", ""));
      } else if (!name.isEmpty() && !names.add(name)) {
        problems.add(Problem.duplicate(field + ".name", name));
      }
      port(field + ".port", ports.get(i).path("port"));
      if (ports.get(i).path("targetPort").isNumber()) {
        port(field + ".targetPort", ports.get(i).path("targetPort"));
      }
    }
  }

  private void port(String field, JsonNode port) {
    int number = port.asInt(0);
    if (number < 1 || number > 65535) {
      problems.add(Problem.value(field, number, "must be between 1 and 65535, inclusive"));
    }
  }

  private void replicated(@Nullable ObjectNode before) {
    JsonNode spec = object.path("spec");
    int replicas = spec.path("replicas").asInt(0);
    if (replicas < 0) {
      problems.add(Problem.value("spec.replicas", replicas, "must be greater than or equal to 0"));
    }
    JsonNode selector = spec.path("selector");
    JsonNode labels = Json.at(spec, "template", "metadata", "labels");
    if (selector.isEmpty()) {
      problems.add(Problem.required("spec.selector", ""));
    }
    if (selector.isEmpty() || !LabelQuery.matches(selector, labels)) {
      problems.add(
          Problem.value(
              "spec.template.metadata.labels",
              labels.isMissingNode() ? "null" : Json.write(labels),
              "`selector` does not match template `labels`"));
    }
    labels("spec.template.metadata.labels", labels);
    problems.addAll(PodValidation.check("spec.template.spec", Json.at(spec, "template", "spec")));
    unchanged(before, "selector");
  }

  private void job(@Nullable ObjectNode before) {
    JsonNode pod = Json.at(object, "spec", "template", "spec");
    problems.addAll(PodValidation.check("spec.template.spec", pod));
    if (Json.text(pod, "restartPolicy").equals("Always")) {
      problems.add(
          Problem.required(
              "spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
    }
    unchanged(before, "selector");
    unchanged(before, "template");
    unchanged(before, "completions");
  }

  private void unchanged(@Nullable ObjectNode before, String part) {
    JsonNode now = Json.at(object, "spec", part);
    if (before != null && !Json.at(before, "spec", part).equals(now)) {
      problems.add(Problem.value("spec." + part, Json.write(now), IMMUTABLE));
    }
  }

  private void data() {
    for (String key : object.path("data").propertyNames()) {
      check(
          "data[" + key + "]",
          key,
          k -> k.length() <= 253 && k.matches("[-._a-zA-Z0-9]+"),
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
              + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
              + " '[-._a-zA-Z0-9]+')");
    }
  }
}
