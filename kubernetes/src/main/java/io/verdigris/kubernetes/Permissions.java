package io.verdigris.kubernetes;

import io.verdigris.Extension;
import io.verdigris.Permission;
import io.verdigris.RolloutSpec;
import java.util.List;
import java.util.Map;
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

  private static final List<Permission> NONE = List.of();

  private Permissions() {}

  private static Stream<Permission> rows(String group, String resource, String... verbs) {
    return Stream.of(verbs).map(verb -> new Permission(group, resource, verb));
  }

  /** The right to reach pods through the API server where they cannot be reached straight. */
  private static final Permission PROXY = new Permission(CORE, "pods/proxy", "get");

  /** Extensions that reach pods, by kind: through the proxy unless told {@code via=direct}. */
  private static final Map<Extension.Kind, String> REACHING =
      Map.of(Extension.Kind.VERIFIER, "http", Extension.Kind.METRICS, "pods");

  /** Returns the rights without which some extension works only where pods can be reached. */
  static List<Permission> wanted(RolloutSpec spec) {
    return reaching(spec, "auto") && !reaching(spec, "proxy") ? List.of(PROXY) : List.of();
  }

  private static boolean reaching(RolloutSpec spec, String via) {
    return REACHING.entrySet().stream()
        .flatMap(e -> spec.extensions(e.getKey()).stream().filter(x -> x.id().equals(e.getValue())))
        .anyMatch(x -> x.settings().getOrDefault("via", "auto").equals(via));
  }

  /** Returns what the rollout needs of provisioner, store, hooks and proxy. */
  static List<Permission> of(RolloutSpec spec) {
    boolean jobs =
        spec.extensions(Extension.Kind.HOOK).stream().anyMatch(e -> e.id().equals(JobHook.ID));
    return Stream.of(ALWAYS, jobs ? JOBS : NONE, reaching(spec, "proxy") ? List.of(PROXY) : NONE)
        .flatMap(List::stream)
        .toList();
  }
}
