package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a kubelet says of pods. */
record PodStatuses(Instant now) {
  private static final String HOST = "127.0.0.1";
  private static final Set<String> OWN =
      Set.of(
          "PodScheduled", "Initialized", "PodReadyToStartContainers", "ContainersReady", "Ready");

  PodStatus of(Pod pod, String address, Instant startedAt, List<ContainerLife> containers) {
    return new PodStatusBuilder()
        .withPhase(phase(containers))
        .withHostIP(HOST)
        .withPodIP(address)
        .addNewPodIP(address)
        .withStartTime(Pods.time(startedAt))
        .withQosClass("BestEffort")
        .withConditions(conditions(pod, containers))
        .withContainerStatuses(containers.stream().map(ContainerLife::status).toList())
        .build();
  }

  private static String phase(List<ContainerLife> containers) {
    if (containers.stream().anyMatch(ContainerLife::isNew)) {
      return "Pending";
    }
    if (!containers.stream().allMatch(ContainerLife::hasEnded)) {
      return "Running";
    }
    return containers.stream().allMatch(c -> c.exitCode() == 0) ? "Succeeded" : "Failed";
  }

  private List<PodCondition> conditions(Pod pod, List<ContainerLife> containers) {
    boolean containersReady = containers.stream().allMatch(ContainerLife::isReady);
    boolean ready = containersReady && gatesAreOpen(pod);
    List<String> unready =
        containers.stream().filter(c -> !c.isReady()).map(ContainerLife::name).toList();
    String why = containersReady ? "" : "containers with unready status: " + unready;
    var conditions = new ArrayList<PodCondition>();
    known(pod).stream().filter(c -> !OWN.contains(c.getType())).forEach(conditions::add);
    conditions.add(condition(pod, "PodReadyToStartContainers", true, "", ""));
    conditions.add(condition(pod, "Initialized", true, "", ""));
    conditions.add(condition(pod, "Ready", ready, "ContainersNotReady", why));
    conditions.add(condition(pod, "ContainersReady", containersReady, "ContainersNotReady", why));
    conditions.add(condition(pod, "PodScheduled", true, "", ""));
    return conditions;
  }

  private static boolean gatesAreOpen(Pod pod) {
    return Pods.orEmpty(pod.getSpec().getReadinessGates()).stream()
        .allMatch(
            gate ->
                known(pod).stream()
                    .anyMatch(
                        c ->
                            gate.getConditionType().equals(c.getType())
                                && "True".equals(c.getStatus())));
  }

  /** The time of a condition's last change stays while it holds or does not. */
  private PodCondition condition(
      Pod pod, String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    String since =
        known(pod).stream()
            .filter(c -> type.equals(c.getType()) && status.equals(c.getStatus()))
            .map(PodCondition::getLastTransitionTime)
            .findFirst()
            .orElse(Pods.time(now));
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(holds ? null : reason)
        .withMessage(holds ? null : message)
        .withLastTransitionTime(since)
        .build();
  }

  private static List<PodCondition> known(Pod pod) {
    return pod.getStatus() == null ? List.of() : Pods.orEmpty(pod.getStatus().getConditions());
  }
}
