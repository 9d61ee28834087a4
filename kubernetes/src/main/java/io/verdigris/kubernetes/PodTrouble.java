package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a pod is not ready, or not even there.
 *
 * @param key the same while it is the same trouble
 * @param reason in a sentence
 * @param hope whether waiting may help
 */
record PodTrouble(String key, String reason, Hope hope) {
  static final String REFUSED = "refused";
  private static final String CONTAINER = "/";
  private static final int CRASHES = 3;

  /** Whether waiting may help. */
  enum Hope {
    /** It may pass. */
    GOOD,
    /** It may be a hiccup of a registry or a webhook, but not when it lasts. */
    BRIEF,
    /** Nothing changes by waiting. */
    NONE
  }

  /** Says that pods are refused. */
  static PodTrouble refused(String why) {
    return new PodTrouble(REFUSED, why, Hope.BRIEF);
  }

  /** Tells whether a container says what is wrong; else the pod only is not ready yet. */
  boolean isOfContainer() {
    return key.contains(CONTAINER);
  }

  /** Looks at a pod; empty when it is ready. */
  static Optional<PodTrouble> of(Pod pod) {
    if (holds(pod, "Ready")) {
      return Optional.empty();
    }
    String name = pod.getMetadata().getName();
    return containers(pod)
        .flatMap(c -> trouble(name, c).stream())
        .findFirst()
        .or(() -> Optional.of(new PodTrouble(name, unready(pod), Hope.GOOD)));
  }

  /** Returns how often its containers have restarted, all of them together. */
  static int restarts(Pod pod) {
    return containers(pod)
        .map(ContainerStatus::getRestartCount)
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .sum();
  }

  private static Optional<PodTrouble> trouble(String pod, ContainerStatus container) {
    ContainerState state = container.getState();
    if (state == null || state.getWaiting() == null || state.getWaiting().getReason() == null) {
      return Optional.empty();
    }
    String reason = state.getWaiting().getReason();
    String what =
        "container "
            + container.getName()
            + " of pod "
            + pod
            + " with image "
            + container.getImage()
            + ": "
            + reason;
    String key = pod + CONTAINER + container.getName();
    return switch (reason) {
      case "InvalidImageName" ->
          Optional.of(new PodTrouble(key, what + "; correct the image's name", Hope.NONE));
      case "ErrImageNeverPull" ->
          Optional.of(
              new PodTrouble(
                  key,
                  what + "; bring the image to the nodes or change imagePullPolicy",
                  Hope.NONE));
      case "ErrImagePull", "ImagePullBackOff" ->
          Optional.of(
              new PodTrouble(
                  key,
                  what + "; check that the image exists and that its pull secret is right",
                  Hope.BRIEF));
      case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
          Optional.of(new PodTrouble(key, what + said(state), Hope.GOOD));
      case "CrashLoopBackOff" ->
          Optional.of(
              new PodTrouble(
                  key,
                  what + " after " + exit(container) + "; look at the log of its last run",
                  container.getRestartCount() >= CRASHES ? Hope.NONE : Hope.GOOD));
      default -> Optional.empty();
    };
  }

  private static String said(ContainerState state) {
    String message = state.getWaiting().getMessage();
    return message == null ? "" : " (" + message + ")";
  }

  private static String exit(ContainerStatus container) {
    ContainerState last = container.getLastState();
    return last == null || last.getTerminated() == null
        ? "it ended"
        : "it ended with exit code " + last.getTerminated().getExitCode();
  }

  private static String unready(Pod pod) {
    String name = "pod " + pod.getMetadata().getName();
    return conditions(pod)
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .findFirst()
        .map(c -> name + " has no node: " + c.getMessage())
        .orElse(name + " is not ready");
  }

  private static boolean holds(Pod pod, String type) {
    return conditions(pod).anyMatch(c -> type.equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static Stream<PodCondition> conditions(Pod pod) {
    return pod.getStatus() == null ? Stream.of() : orEmpty(pod.getStatus().getConditions());
  }

  private static Stream<ContainerStatus> containers(Pod pod) {
    return pod.getStatus() == null
        ? Stream.of()
        : Stream.concat(
            orEmpty(pod.getStatus().getInitContainerStatuses()),
            orEmpty(pod.getStatus().getContainerStatuses()));
  }

  private static <T> Stream<T> orEmpty(List<T> list) {
    return list == null ? Stream.of() : list.stream();
  }
}
