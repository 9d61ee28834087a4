package io.verdigris.kubernetes;

import io.verdigris.Permission;
import io.verdigris.RolloutSpec;
import java.util.List;
import java.util.stream.Stream;

/** The rights that provisioner and store need. */
final class Permissions {
  private static final String CORE = "";
  private static final String APPS = "apps";

  static final List<Permission> ALL =
      Stream.of(
              rows(CORE, "services", "get", "list", "watch", "create", "patch"),
              rows(CORE, "configmaps", "get", "list", "watch", "create", "update"),
              rows(CORE, "pods", "list"),
              rows(CORE, "resourcequotas", "list"),
              rows(APPS, "deployments", "get", "list", "watch", "create", "patch"),
              rows("discovery.k8s.io", "endpointslices", "list", "watch"),
              rows("coordination.k8s.io", "leases", "get", "create", "patch", "delete"))
          .flatMap(s -> s)
          .toList();

  private Permissions() {}

  /** Returns those that a rollout needs. */
  static List<Permission> of(RolloutSpec spec) {
    return PinnedConfig.isAsked(spec)
        ? Stream.concat(ALL.stream(), ConfigCopies.RIGHTS.stream()).distinct().toList()
        : ALL;
  }

  private static Stream<Permission> rows(String group, String resource, String... verbs) {
    return Stream.of(verbs).map(verb -> new Permission(group, resource, verb));
  }
}
