package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Refusal.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Finds what the API server would not accept in a pod's spec. */
final class PodValidation {
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private PodValidation() {}

  /**
   * Checks a pod's spec.
   *
   * @param field where the spec is, for messages
   */
  static List<Problem> check(String field, JsonNode spec) {
    var validation = new PodValidation();
    if (spec.path("containers").isEmpty()) {
      validation.problems.add(Problem.required(field + ".containers", ""));
    }
    validation.containers(field + ".initContainers", spec.path("initContainers"));
    validation.containers(field + ".containers", spec.path("containers"));
    return validation.problems;
  }

  private void containers(String field, JsonNode containers) {
    for (int i = 0; i < containers.size(); i++) {
      container(field + "[" + i + "]", containers.get(i));
    }
  }

  private void container(String field, JsonNode container) {
    String name = Json.text(container, "name");
    if (name.isEmpty()) {
      problems.add(Problem.required(field + ".name", ""));
    } else if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      problems.add(
          Problem.value(
              field + ".name",
              "\"" + name + "\"",
              "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                  + " '-', and must start and end with an alphanumeric character (e.g. 'my-name', "
                  + " or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"));
    } else if (!names.add(name)) {
      problems.add(Problem.duplicate(field + ".name", name));
    }
    image(field + ".image", Json.text(container, "image"));
    JsonNode env = container.path("env");
    for (int i = 0; i < env.size(); i++) {
      variable(field + ".env[" + i + "]", env.get(i));
    }
    ports(field + ".ports", container.path("ports"));
  }

  private void image(String field, String image) {
    if (image.isEmpty()) {
      problems.add(Problem.required(field, ""));
    } else if (!image.strip().equals(image)) {
      problems.add(
          Problem.value(
              field, "\"" + image + "\"", "must not have leading or trailing whitespace"));
    }
  }

  private void variable(String field, JsonNode variable) {
    String name = Json.text(variable, "name");
    if (name.isEmpty()) {
      problems.add(Problem.required(field + ".name", ""));
    } else if (name.contains("=")) {
      problems.add(
          Problem.value(
              field + ".name",
              "\"" + name + "\"",
              "a valid environment variable name must consist only of printable ASCII characters"
                  + " other than '='"));
    }
    if (!Json.text(variable, "value").isEmpty() && variable.has("valueFrom")) {
      problems.add(
          Problem.value(
              field + ".valueFrom", "\"\"", "may not be specified when `value` is not empty"));
    }
  }

  private void ports(String field, JsonNode ports) {
    var known = new HashSet<String>();
    for (int i = 0; i < ports.size(); i++) {
      int port = ports.get(i).path("containerPort").asInt(0);
      if (port < 1 || port > 65535) {
        problems.add(
            Problem.value(
                field + "[" + i + "].containerPort",
                port,
                "must be between 1 and 65535, inclusive"));
      }
      String name = Json.text(ports.get(i), "name");
      if (!name.isEmpty() && !known.add(name)) {
        problems.add(Problem.duplicate(field + "[" + i + "].name", name));
      }
    }
  }
}
