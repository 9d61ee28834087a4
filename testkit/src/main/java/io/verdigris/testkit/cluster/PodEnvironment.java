package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of a container: literal ones, and those that name a field of the pod. */
final class PodEnvironment {
  private static final Pattern IN_BRACKETS =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)']");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");

  private PodEnvironment() {}

  /** Returns the variables that have a value. */
  static Map<String, String> of(Container container, Pod pod, String address) {
    var values = new HashMap<String, String>();
    for (EnvVar variable : Pods.orEmpty(container.getEnv())) {
      values.put(variable.getName(), value(variable, pod, address, values));
    }
    values.values().removeIf(String::isEmpty);
    return values;
  }

  private static String value(
      EnvVar variable, Pod pod, String address, Map<String, String> before) {
    var from = variable.getValueFrom();
    if (from != null && from.getFieldRef() != null) {
      return field(from.getFieldRef().getFieldPath(), pod, address);
    }
    String literal = variable.getValue() == null ? "" : variable.getValue();
    return REFERENCE
        .matcher(literal)
        .replaceAll(r -> Matcher.quoteReplacement(before.getOrDefault(r.group(1), r.group())));
  }

  private static String field(String path, Pod pod, String address) {
    var meta = pod.getMetadata();
    Matcher entry = IN_BRACKETS.matcher(path);
    if (entry.matches()) {
      var map = entry.group(1).equals("labels") ? meta.getLabels() : meta.getAnnotations();
      return Pods.orEmpty(map).getOrDefault(entry.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> meta.getName();
      case "metadata.namespace" -> meta.getNamespace();
      case "metadata.uid" -> meta.getUid();
      case "status.podIP" -> address;
      case "status.hostIP" -> "127.0.0.1";
      case "spec.nodeName" -> Kubelet.NODE;
      default -> "";
    };
  }
}
