package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all controllers say about pods. */
final class Pods {
  private static final long GRACE_SECONDS = 30;
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private Pods() {}

  /** Makes a pod of a template for its owner. */
  static Pod of(PodTemplateSpec template, HasMetadata owner, Map<String, String> moreLabels) {
    ObjectMeta meta = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
    var labels = new HashMap<>(orEmpty(meta.getLabels()));
    labels.putAll(moreLabels);
    return new PodBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withNamespace(owner.getMetadata().getNamespace())
                .withGenerateName(owner.getMetadata().getName() + "-")
                .withLabels(labels)
                .withAnnotations(orEmpty(meta.getAnnotations()))
                .withOwnerReferences(Inventory.ownership(owner))
                .build())
        .withSpec(template.getSpec())
        .withNewStatus()
        .withPhase("Pending")
        .endStatus()
        .build();
  }

  /** Asks the kubelet to end the pod within its grace period. */
  static void terminate(Inventory inventory, Pod pod, Instant now) {
    long grace = grace(pod);
    inventory.update(
        pod,
        p -> {
          if (p.getMetadata().getDeletionTimestamp() == null) {
            p.getMetadata().setDeletionTimestamp(time(now.plusSeconds(grace)));
            p.getMetadata().setDeletionGracePeriodSeconds(grace);
          }
          return p;
        });
  }

  /** Returns the seconds that the pod has to end by itself. */
  static long grace(Pod pod) {
    Long asked = pod.getMetadata().getDeletionGracePeriodSeconds();
    Long own = pod.getSpec().getTerminationGracePeriodSeconds();
    return asked != null ? asked : own != null ? own : GRACE_SECONDS;
  }

  static boolean isTerminating(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }

  /** Tells whether all that the pod runs has ended for good. */
  static boolean hasEnded(Pod pod) {
    return ENDED.contains(phase(pod));
  }

  /** Tells whether the pod counts for its owner. */
  static boolean isActive(Pod pod) {
    return !isTerminating(pod) && !hasEnded(pod);
  }

  static String phase(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? "Pending"
        : pod.getStatus().getPhase();
  }

  static boolean isReady(Pod pod) {
    return ready(pod).isPresent();
  }

  /** Tells whether the pod is ready and has been for so long. */
  static boolean isAvailable(Pod pod, Duration minReady, Instant now) {
    return ready(pod)
        .filter(c -> minReady.isZero() || !since(c).plus(minReady).isAfter(now))
        .isPresent();
  }

  /** Tells whether a Service's selector takes in these labels; an empty one takes in none. */
  static boolean selects(@Nullable Map<String, String> selector, Map<String, String> labels) {
    return selector != null
        && !selector.isEmpty()
        && labels.entrySet().containsAll(selector.entrySet());
  }

  /** Returns a time as objects carry it. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static <K, V> Map<K, V> orEmpty(@Nullable Map<K, V> map) {
    return map == null ? Map.of() : map;
  }

  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  static int or(@Nullable Integer value, int fallback) {
    return value == null ? fallback : value;
  }

  private static Optional<PodCondition> ready(Pod pod) {
    return Stream.ofNullable(pod.getStatus())
        .map(s -> orEmpty(s.getConditions()))
        .flatMap(Collection::stream)
        .filter(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst();
  }

  private static Instant since(PodCondition condition) {
    return Instant.parse(condition.getLastTransitionTime());
  }
}
