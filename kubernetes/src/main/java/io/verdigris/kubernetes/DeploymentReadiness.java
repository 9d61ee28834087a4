package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Tells how far a Deployment is, from its status. */
public final class DeploymentReadiness {
  private DeploymentReadiness() {}

  /** Tells whether as many pods as asked for are ready, all of the present template. */
  public static boolean isReady(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    int desired = desired(deployment);
    return isObserved(deployment)
        && count(status.getUpdatedReplicas()) == desired
        && count(status.getReplicas()) == desired
        && count(status.getReadyReplicas()) == desired
        && count(status.getAvailableReplicas()) == desired;
  }

  /** Tells whether only pods of the present template are left. */
  static boolean isReplaced(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return isObserved(deployment)
        && count(status.getUpdatedReplicas()) == count(status.getReplicas());
  }

  /** Tells whether the controller has seen the present spec. */
  static boolean isObserved(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status != null
        && status.getObservedGeneration() != null
        && status.getObservedGeneration() >= deployment.getMetadata().getGeneration();
  }

  /** Tells whether there are pods of the present template. */
  static boolean isBegun(Deployment deployment) {
    return isObserved(deployment) && count(deployment.getStatus().getUpdatedReplicas()) > 0;
  }

  /** Returns how many pods are asked for. */
  public static int desired(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  /** Returns how many pods are ready. */
  public static int ready(Deployment deployment) {
    return deployment.getStatus() == null ? 0 : count(deployment.getStatus().getReadyReplicas());
  }

  /** Returns how many pods there are of whatever template. */
  public static int present(Deployment deployment) {
    return deployment.getStatus() == null ? 0 : count(deployment.getStatus().getReplicas());
  }

  /** Returns why the controller has given up; empty while it has not. */
  public static Optional<String> failure(Deployment deployment) {
    return condition(
        deployment,
        c -> c.getType().equals("Progressing") && "ProgressDeadlineExceeded".equals(c.getReason()));
  }

  /** Returns why the controller's last try to create a pod was refused; it goes on trying. */
  static Optional<String> refusal(Deployment deployment) {
    return condition(
        deployment, c -> c.getType().equals("ReplicaFailure") && "True".equals(c.getStatus()));
  }

  private static Optional<String> condition(
      Deployment deployment, Predicate<DeploymentCondition> meant) {
    return isObserved(deployment)
        ? conditions(deployment).stream()
            .filter(meant)
            .map(c -> c.getReason() + ": " + c.getMessage())
            .findFirst()
        : Optional.empty();
  }

  /** Returns what grows while pods come up. */
  static List<Integer> progress(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status == null
        ? List.of()
        : List.of(
            count(status.getUpdatedReplicas()),
            count(status.getReadyReplicas()),
            count(status.getAvailableReplicas()));
  }

  /** Returns what matters to a rollout that waits; it is equal while nothing of it changes. */
  static Object essence(Deployment deployment) {
    return List.of(
        deployment.getMetadata().getGeneration(),
        Fences.annotation(deployment, Marks.FENCE),
        isReady(deployment),
        isReplaced(deployment),
        failure(deployment),
        refusal(deployment));
  }

  private static List<DeploymentCondition> conditions(Deployment deployment) {
    List<DeploymentCondition> conditions = deployment.getStatus().getConditions();
    return conditions == null ? List.of() : conditions;
  }

  private static int count(Integer value) {
    return value == null ? 0 : value;
  }
}
