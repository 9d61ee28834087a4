package io.verdigris.kubernetes;

import io.verdigris.Extension;
import io.verdigris.Permission;
import io.verdigris.RolloutSpec;
import java.util.List;
import java.util.stream.Stream;

/** All the rights that this module's extensions need: the one place where they are listed. */
final class Permissions {
  private static final String CORE = "";
  private static final String APPS = "apps";

  private static final List<Permission> ALWAYS =
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

  private static final List<Permission> JOBS =
      Stream.of(rows("batch", "jobs", "get", "create"), rows(CORE, "pods/log", "get"))
          .flatMap(s -> s)
          .toList();

  private Permissions() {}

  private static Stream<Permission> rows(String group, String resource, String... verbs) {
    return Stream.of(verbs).map(verb -> new Permission(group, resource, verb));
  }

  /** Returns what the rollout needs of provisioner, store and hooks. */
  static List<Permission> of(RolloutSpec spec) {
    boolean jobs =
        spec.extensions(Extension.Kind.HOOK).stream().anyMatch(e -> e.id().equals(JobHook.ID));
    return jobs ? Stream.concat(ALWAYS.stream(), JOBS.stream()).toList() : ALWAYS;
  }
}
