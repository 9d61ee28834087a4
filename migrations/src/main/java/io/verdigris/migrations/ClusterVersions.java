package io.verdigris.migrations;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.kubernetes.AccessCheck;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.Marks;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads from an application's pods which versions run. A pod's template carries the rollout that
 * brought it, and keeps it when that version is brought back later. Without any pod the Deployments
 * are asked, since what is scaled to zero may come back.
 *
 * @param cluster where
 */
record ClusterVersions(ClusterAccess cluster) implements RunningVersions {
  private static final List<Permission> RIGHTS =
      List.of(
          new Permission("", "services", "get"),
          new Permission("", "pods", "list"),
          new Permission("apps", "deployments", "list"));

  @Override
  public Set<String> of(Application application) {
    Map<String, String> labels = labels(application);
    if (labels.isEmpty()) {
      return Set.of("");
    }
    String namespace = application.namespace();
    List<Pod> pods = cluster.api().list(Pod.class, namespace, labels);
    return versions(
        pods.isEmpty()
            ? cluster.api().list(Deployment.class, namespace, "").stream()
                .map(deployment -> deployment.getSpec().getTemplate().getMetadata())
                .filter(meta -> has(meta, labels))
            : pods.stream().filter(ClusterVersions::runs).map(Pod::getMetadata));
  }

  /** What all of an application's pods have, whatever their colour. */
  private Map<String, String> labels(Application application) {
    var labels =
        new TreeMap<>(
            cluster
                .api()
                .get(Service.class, application.namespace(), application.service())
                .map(service -> service.getSpec().getSelector())
                .orElse(Map.of()));
    labels.remove(cluster.colorKey());
    return labels;
  }

  private static boolean runs(Pod pod) {
    String phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    return !phase.equals("Succeeded") && !phase.equals("Failed");
  }

  private static boolean has(ObjectMeta meta, Map<String, String> labels) {
    Map<String, String> own = Optional.ofNullable(meta.getLabels()).orElse(Map.of());
    return own.entrySet().containsAll(labels.entrySet());
  }

  private static Set<String> versions(Stream<ObjectMeta> metas) {
    return metas
        .map(meta -> Optional.ofNullable(meta.getAnnotations()).orElse(Map.of()))
        .map(annotations -> annotations.getOrDefault(Marks.ROLLOUT, ""))
        .collect(TreeSet::new, Collection::add, Collection::addAll);
  }

  @Override
  public List<Finding> findings(Application application) {
    return new AccessCheck(cluster.api(), application.namespace()).missing(RIGHTS);
  }

  @Override
  public List<Permission> rights() {
    return RIGHTS;
  }
}
