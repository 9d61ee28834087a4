package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a pod is not ready.
 *
 * @param reason in a sentence
 * @param hopeless whether waiting cannot help
 */
record PodTrouble(String reason, boolean hopeless) {
  private static final int CRASHES = 3;

  /** Looks at a pod; empty when it is ready. */
  static Optional<PodTrouble> of(Pod pod) {
    if (holds(pod, "Ready")) {
      return Optional.empty();
    }
    String name = pod.getMetadata().getName();
    return containers(pod)
        .flatMap(c -> trouble(name, c).stream())
        .findFirst()
        .or(() -> Optional.of(new PodTrouble(unready(pod), false)));
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
    return switch (reason) {
      case "InvalidImageName" ->
          Optional.of(new PodTrouble(what + "; correct the image's name", true));
      case "ErrImageNeverPull" ->
          Optional.of(
              new PodTrouble(
                  what + "; bring the image to the nodes or change imagePullPolicy", true));
      // the kubelet says so once it has failed to pull more than once
      case "ImagePullBackOff" ->
          Optional.of(
              new PodTrouble(
                  what + "; check that the image exists and that its pull secret is right", true));
      case "ErrImagePull" -> Optional.of(new PodTrouble(what, false));
      case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
          Optional.of(new PodTrouble(what + said(state), false));
      case "CrashLoopBackOff" ->
          Optional.of(
              new PodTrouble(
                  what + " after " + exit(container) + "; look at the log of its last run",
                  container.getRestartCount() >= CRASHES));
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
