package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.PatchResult.Applied;
import io.verdigris.kubernetes.Slices;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads and patches the objects of the application that an adoption is about. */
record Site(ApiServer api, String colorKey, Application application) {
  /** The label with which a ReplicaSet's pods are told from those of all others. */
  static final String HASH = "pod-template-hash";

  private static final Duration SOON = Duration.ofMillis(250);

  String namespace() {
    return application.namespace();
  }

  String place(String kind, String name) {
    return kind + " " + namespace() + "/" + name;
  }

  String colourName(Colour colour) {
    return Slices.service(application, colour);
  }

  Optional<Service> service(String name) {
    return api.get(Service.class, namespace(), name);
  }

  Service stable() {
    return require(application.service());
  }

  Service require(String name) {
    return service(name)
        .orElseThrow(
            () -> new PermanentFailureException(place("Service", name) + " does not exist"));
  }

  Optional<Deployment> deployment(String name) {
    return api.get(Deployment.class, namespace(), name);
  }

  Deployment requireDeployment(String name) {
    return deployment(name)
        .orElseThrow(
            () ->
                new PermanentFailureException(
                    place("Deployment", name) + " does not exist; somebody has deleted it"));
  }

  /** Returns what a Service selects, whichever of the pods it is just narrowed to. */
  Map<String, String> base(Service service) {
    var base = new TreeMap<>(Layout.base(service, colorKey));
    base.remove(HASH);
    return base;
  }

  Map<String, String> with(Map<String, String> labels, String key, String value) {
    var all = new TreeMap<>(labels);
    all.put(key, value);
    return all;
  }

  Optional<Colour> colour(Service service) {
    return Colour.ofLabel(Layout.selector(service).getOrDefault(colorKey, ""));
  }

  List<Pod> pods(Map<String, String> labels) {
    return api.list(Pod.class, namespace(), labels);
  }

  /** Tells whether a Deployment's ReplicaSets have made the pod, by the name that those have. */
  static boolean isOf(Pod pod, String deployment) {
    List<OwnerReference> owners = pod.getMetadata().getOwnerReferences();
    String set = deployment + "-" + Fences.label(pod, HASH);
    return owners != null
        && owners.stream()
            .anyMatch(o -> "ReplicaSet".equals(o.getKind()) && set.equals(o.getName()));
  }

  static Map<String, String> labels(Deployment deployment) {
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** Tells whether a Service sends requests to a Deployment's pods. */
  static boolean selects(Service service, Deployment deployment) {
    Map<String, String> selector = Layout.selector(service);
    return !selector.isEmpty() && labels(deployment).entrySet().containsAll(selector.entrySet());
  }

  /** What a refused patch met is for the next look to tell. */
  <T extends HasMetadata> Progress<Nothing> patch(Class<T> type, T seen, FencedPatch patch) {
    return api.patch(type, seen, patch) instanceof Applied<T>
        ? Progress.done()
        : Progress.waiting(Fences.describe(seen) + " to be as it was when it was read", SOON);
  }

  String mark(Service service) {
    return Fences.annotation(service, Marks.ADOPTION);
  }
}
