package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.kubernetes.AccessCheck;
import io.verdigris.kubernetes.DeploymentReadiness;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.LedgerObject;
import io.verdigris.kubernetes.Marks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What adoptions and ejections are refused for alike. */
record Refusals(Site site, List<Finding> findings) {
  static final List<Permission> RIGHTS =
      Stream.of(
              rows("", "services", "get", "list", "patch", "delete"),
              rows("", "pods", "list"),
              rows("", "configmaps", "get", "list", "delete"),
              rows("", "resourcequotas", "list"),
              rows("apps", "deployments", "get", "list", "create", "patch", "delete"),
              rows("discovery.k8s.io", "endpointslices", "list"),
              rows("coordination.k8s.io", "leases", "list", "delete"),
              rows("autoscaling", "horizontalpodautoscalers", "list", "patch"),
              rows("policy", "poddisruptionbudgets", "list", "create", "patch", "delete"))
          .flatMap(rights -> rights)
          .toList();

  Refusals(Site site) {
    this(site, new ArrayList<>());
  }

  private static Stream<Permission> rows(String group, String resource, String... verbs) {
    return Stream.of(verbs).map(verb -> new Permission(group, resource, verb));
  }

  void add(String field, Object value, String problem, String remedy) {
    findings.add(new Finding(field, String.valueOf(value), problem, remedy));
  }

  boolean none() {
    return findings.isEmpty();
  }

  void rights() {
    findings.addAll(new AccessCheck(site.api(), site.namespace()).missing(RIGHTS));
  }

  void rollout() {
    LedgerObject.find(site.api(), site.application())
        .flatMap(LedgerObject::underWay)
        .ifPresent(
            phase ->
                add(
                    "rollout",
                    phase,
                    "is the phase of one that is under way",
                    "let it end, or abort it and wait for its end"));
  }

  /** Services whose requests go elsewhere than to the pods that they select. */
  void kind(Service service) {
    String field = Fences.describe(service);
    if ("ExternalName".equals(service.getSpec().getType())) {
      add(
          field + " spec.type",
          "ExternalName",
          "selects no pods",
          "make it a Service of type ClusterIP, NodePort or LoadBalancer");
    } else if ("None".equals(service.getSpec().getClusterIP())) {
      add(
          field + " spec.clusterIP",
          "None",
          "clients of a headless Service keep the addresses of pods that they once were told",
          "name a Service with an address of its own; a headless one beside it may stay");
    } else if (Layout.selector(service).isEmpty()) {
      add(
          field + " spec.selector",
          "",
          "selects no pods",
          "give it the labels of the Deployment's pods");
    }
  }

  void edge(Service service) {
    for (String key : List.of(Marks.DIRECTED, Marks.INGRESS)) {
      String by = Fences.annotation(service, key);
      if (!by.isEmpty()) {
        add(
            Fences.describe(service) + " annotation " + key,
            by,
            "traffic is directed at the edge, not by this Service",
            "let the route name the Service "
                + service.getMetadata().getName()
                + " again, have that select the live colour, and remove the annotation");
      }
    }
  }

  void ready(Deployment deployment) {
    if (DeploymentReadiness.desired(deployment) == 0) {
      add(
          Fences.describe(deployment) + " spec.replicas",
          0,
          "has no pods, so that nothing serves",
          "scale it up first");
    } else if (!DeploymentReadiness.isReady(deployment)) {
      add(
          Fences.describe(deployment) + " readyReplicas",
          DeploymentReadiness.ready(deployment),
          "not all of its "
              + DeploymentReadiness.desired(deployment)
              + " pods are ready in the present version",
          "wait until its update has ended, or mend it");
    }
  }
}
