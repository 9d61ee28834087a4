package io.verdigris.testkit.cluster;

import static io.verdigris.testkit.cluster.Kind.Trait.CLUSTER;
import static io.verdigris.testkit.cluster.Kind.Trait.GENERATION;
import static io.verdigris.testkit.cluster.Kind.Trait.PUT_CREATES;
import static io.verdigris.testkit.cluster.Kind.Trait.PUT_NEEDS_VERSION;
import static io.verdigris.testkit.cluster.Kind.Trait.SCALE;
import static io.verdigris.testkit.cluster.Kind.Trait.STATUS;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.verdigris.testkit.cluster.Kind.Trait;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All kinds that the API server knows. */
final class Kinds {
  static final Kind NAMESPACE = of(Namespace.class, "", "namespaces", CLUSTER, STATUS);
  static final Kind SERVICE = of(Service.class, "", "services", STATUS, PUT_CREATES);
  static final Kind POD = of(Pod.class, "", "pods", STATUS, GENERATION);
  static final Kind QUOTA = of(ResourceQuota.class, "", "resourcequotas", STATUS);
  static final Kind DEPLOYMENT =
      of(Deployment.class, "apps", "deployments", STATUS, SCALE, GENERATION);
  static final Kind REPLICA_SET =
      of(ReplicaSet.class, "apps", "replicasets", STATUS, SCALE, GENERATION);
  static final Kind JOB = of(Job.class, "batch", "jobs", STATUS, GENERATION);
  static final Kind CONFIG_MAP = of(ConfigMap.class, "", "configmaps");
  static final Kind ROLE = of(Role.class, "rbac.authorization.k8s.io", "roles");
  static final Kind ROLE_BINDING =
      of(RoleBinding.class, "rbac.authorization.k8s.io", "rolebindings");

  private static final List<Kind> ALL =
      List.of(
          NAMESPACE,
          SERVICE,
          POD,
          QUOTA,
          DEPLOYMENT,
          REPLICA_SET,
          JOB,
          CONFIG_MAP,
          ROLE,
          ROLE_BINDING,
          of(Secret.class, "", "secrets"),
          of(ServiceAccount.class, "", "serviceaccounts"),
          of(Event.class, "", "events", PUT_CREATES),
          of(
              io.fabric8.kubernetes.api.model.events.v1.Event.class,
              "events.k8s.io",
              "events",
              PUT_CREATES),
          of(HorizontalPodAutoscaler.class, "autoscaling", "horizontalpodautoscalers", STATUS),
          of(PodDisruptionBudget.class, "policy", "poddisruptionbudgets", STATUS, GENERATION),
          of(Lease.class, "coordination.k8s.io", "leases", PUT_CREATES, PUT_NEEDS_VERSION),
          of(EndpointSlice.class, "discovery.k8s.io", "endpointslices", GENERATION),
          of(Ingress.class, "networking.k8s.io", "ingresses", STATUS, GENERATION),
          of(HTTPRoute.class, "gateway.networking.k8s.io", "httproutes", STATUS, GENERATION),
          of(HTTPProxy.class, "projectcontour.io", "httpproxies", STATUS, GENERATION));

  private Kinds() {}

  private static Kind of(
      Class<? extends HasMetadata> type, String group, String plural, Trait... traits) {
    return new Kind(group, "v1", plural, type.getSimpleName(), type, Set.of(traits));
  }

  static List<Kind> all() {
    return ALL;
  }

  static Kind of(Class<?> type) {
    return ALL.stream()
        .filter(kind -> kind.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(type + " is no kind of this cluster"));
  }

  static Optional<Kind> at(String group, String version, String plural) {
    return ALL.stream()
        .filter(k -> k.group().equals(group) && k.version().equals(version))
        .filter(k -> k.plural().equals(plural))
        .findFirst();
  }
}
