package io.verdigris.cli;

import io.verdigris.Permission;
import io.verdigris.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rights that a plan needs, as a Role in YAML. */
final class RoleYaml {
  private RoleYaml() {}

  /** What one rule grants on each of its resources. */
  private record Grant(String group, List<String> verbs) implements Comparable<Grant> {
    @Override
    public int compareTo(Grant other) {
      return toString().compareTo(other.toString());
    }
  }

  static List<String> of(Plan plan) {
    return of("verdigris", plan.application().namespace(), plan.permissions());
  }

  /** Returns the Role of this name with these rights in a namespace. */
  static List<String> of(String name, String namespace, List<Permission> permissions) {
    var lines = new ArrayList<String>();
    lines.add("apiVersion: rbac.authorization.k8s.io/v1");
    lines.add("kind: Role");
    lines.add("metadata:");
    lines.add("  name: " + name);
    lines.add("  namespace: " + quote(namespace));
    lines.add("rules:");
    grants(permissions)
        .forEach(
            (grant, resources) -> {
              lines.add("- apiGroups: [" + quote(grant.group()) + "]");
              lines.add("  resources: " + list(resources));
              lines.add("  verbs: " + list(grant.verbs()));
            });
    return lines;
  }

  /** Puts resources with the same verbs into one rule. */
  private static Map<Grant, Set<String>> grants(List<Permission> permissions) {
    var verbs = new TreeMap<String, Map<String, Set<String>>>();
    for (Permission p : permissions) {
      verbs
          .computeIfAbsent(p.group(), g -> new TreeMap<>())
          .computeIfAbsent(p.resource(), r -> new TreeSet<>())
          .add(p.verb());
    }
    var grants = new TreeMap<Grant, Set<String>>();
    verbs.forEach(
        (group, resources) ->
            resources.forEach(
                (resource, granted) ->
                    grants
                        .computeIfAbsent(
                            new Grant(group, List.copyOf(granted)), g -> new TreeSet<>())
                        .add(resource)));
    return grants;
  }

  private static String list(Iterable<String> words) {
    var quoted = new ArrayList<String>();
    words.forEach(word -> quoted.add(quote(word)));
    return quoted.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quote(String word) {
    return "\"" + word + "\"";
  }
}
