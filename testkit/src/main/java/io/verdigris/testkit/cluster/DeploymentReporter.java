package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the status of Deployments: counts, and the conditions with the words of the original. */
final class DeploymentReporter {
  private static final int DEADLINE_SECONDS = 600;
  private static final String COMPLETE = "NewReplicaSetAvailable";

  private final Inventory inventory;
  private final ControlLoop loop;
  private final InstantSource clock;
  private final ControlLoop.Controller again;

  /**
   * @param again gets a turn when a deadline may have passed
   */
  DeploymentReporter(
      Inventory inventory, ControlLoop loop, InstantSource clock, ControlLoop.Controller again) {
    this.inventory = inventory;
    this.loop = loop;
    this.clock = clock;
    this.again = again;
  }

  void report(Deployment deployment, Optional<ReplicaSet> current, List<ReplicaSet> all) {
    inventory.update(
        deployment,
        d -> {
          var before = d.getStatus() == null ? new DeploymentStatus() : d.getStatus();
          DeploymentStatus after = counts(deployment, current, all);
          after.setConditions(conditions(d, before, after, current, all));
          d.setStatus(after);
          return d;
        });
  }

  private static DeploymentStatus counts(
      Deployment seen, Optional<ReplicaSet> current, List<ReplicaSet> all) {
    var status = new DeploymentStatus();
    int available = sum(all, ReplicaSetStatus::getAvailableReplicas);
    int asked = all.stream().mapToInt(ReplicaSets::size).sum();
    status.setObservedGeneration(seen.getMetadata().getGeneration());
    status.setReplicas(orNull(sum(all, ReplicaSetStatus::getReplicas)));
    status.setUpdatedReplicas(
        orNull(sum(current.stream().toList(), ReplicaSetStatus::getReplicas)));
    status.setReadyReplicas(orNull(sum(all, ReplicaSetStatus::getReadyReplicas)));
    status.setAvailableReplicas(orNull(available));
    status.setUnavailableReplicas(orNull(Math.max(0, asked - available)));
    return status;
  }

  private List<DeploymentCondition> conditions(
      Deployment deployment,
      DeploymentStatus before,
      DeploymentStatus after,
      Optional<ReplicaSet> current,
      List<ReplicaSet> all) {
    var conditions = new ArrayList<DeploymentCondition>();
    boolean available =
        Pods.or(after.getAvailableReplicas(), 0) >= RollingUpdate.of(deployment).minAvailable();
    conditions.add(
        available
            ? condition(
                before,
                "Available",
                true,
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.")
            : condition(
                before,
                "Available",
                false,
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability."));
    progressing(deployment, before, after, current).ifPresent(conditions::add);
    failure(before, all).ifPresent(conditions::add);
    return conditions;
  }

  private Optional<DeploymentCondition> progressing(
      Deployment deployment,
      DeploymentStatus before,
      DeploymentStatus after,
      Optional<ReplicaSet> current) {
    Optional<DeploymentCondition> known = known(before, "Progressing");
    if (current.isEmpty() || Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
      return known;
    }
    String set = "ReplicaSet \"" + current.get().getMetadata().getName() + "\" ";
    boolean sameSet = known.filter(c -> c.getMessage().startsWith(set)).isPresent();
    if (isComplete(deployment, after)
        || (sameSet && known.get().getReason().equals(COMPLETE) && isAllNew(after))) {
      return Optional.of(
          condition(before, "Progressing", true, COMPLETE, set + "has successfully progressed."));
    }
    if (!sameSet || hasMoved(before, after)) {
      return Optional.of(moved(before, set));
    }
    return Optional.of(unlessLate(deployment, before, known.get(), set));
  }

  private DeploymentCondition moved(DeploymentStatus before, String set) {
    var condition =
        condition(before, "Progressing", true, "ReplicaSetUpdated", set + "is progressing.");
    return new DeploymentConditionBuilder(condition).withLastUpdateTime(now()).build();
  }

  private DeploymentCondition unlessLate(
      Deployment deployment, DeploymentStatus before, DeploymentCondition known, String set) {
    int seconds = Pods.or(deployment.getSpec().getProgressDeadlineSeconds(), DEADLINE_SECONDS);
    Instant deadline = Instant.parse(known.getLastUpdateTime()).plusSeconds(seconds);
    if (known.getReason().equals("ProgressDeadlineExceeded")) {
      return known;
    }
    var left = Duration.between(clock.instant(), deadline);
    if (left.isNegative() || left.isZero()) {
      return condition(
          before,
          "Progressing",
          false,
          "ProgressDeadlineExceeded",
          set + "has timed out progressing.");
    }
    loop.plan(again, deployment, left);
    return known;
  }

  private static boolean isComplete(Deployment deployment, DeploymentStatus status) {
    int desired = Pods.or(deployment.getSpec().getReplicas(), 1);
    return Pods.or(status.getUpdatedReplicas(), 0) == desired
        && Pods.or(status.getReplicas(), 0) == desired
        && Pods.or(status.getAvailableReplicas(), 0) == desired;
  }

  private static boolean isAllNew(DeploymentStatus status) {
    return Pods.or(status.getReplicas(), 0) == Pods.or(status.getUpdatedReplicas(), 0);
  }

  private static boolean hasMoved(DeploymentStatus before, DeploymentStatus after) {
    int oldBefore = Pods.or(before.getReplicas(), 0) - Pods.or(before.getUpdatedReplicas(), 0);
    int oldAfter = Pods.or(after.getReplicas(), 0) - Pods.or(after.getUpdatedReplicas(), 0);
    return oldAfter < oldBefore
        || more(before, after, DeploymentStatus::getUpdatedReplicas)
        || more(before, after, DeploymentStatus::getReadyReplicas)
        || more(before, after, DeploymentStatus::getAvailableReplicas);
  }

  private static boolean more(
      DeploymentStatus before, DeploymentStatus after, Function<DeploymentStatus, Integer> count) {
    return Pods.or(count.apply(after), 0) > Pods.or(count.apply(before), 0);
  }

  private Optional<DeploymentCondition> failure(DeploymentStatus before, List<ReplicaSet> all) {
    return all.stream()
        .filter(s -> s.getStatus() != null)
        .flatMap(s -> Pods.orEmpty(s.getStatus().getConditions()).stream())
        .filter(c -> "ReplicaFailure".equals(c.getType()))
        .findFirst()
        .map(c -> condition(before, c.getType(), true, c.getReason(), c.getMessage()));
  }

  /** Returns the condition as it was when it says the same. */
  private DeploymentCondition condition(
      DeploymentStatus before, String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    Optional<DeploymentCondition> known = known(before, type);
    boolean same = known.filter(c -> c.getStatus().equals(status)).isPresent();
    if (same
        && known.get().getReason().equals(reason)
        && known.get().getMessage().equals(message)) {
      return known.get();
    }
    return new DeploymentConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastUpdateTime(now())
        .withLastTransitionTime(same ? known.get().getLastTransitionTime() : now())
        .build();
  }

  private static Optional<DeploymentCondition> known(DeploymentStatus status, String type) {
    return Pods.orEmpty(status.getConditions()).stream()
        .filter(c -> type.equals(c.getType()))
        .findFirst();
  }

  private String now() {
    return Pods.time(clock.instant());
  }

  private static int sum(List<ReplicaSet> sets, Function<ReplicaSetStatus, Integer> count) {
    return sets.stream()
        .filter(s -> s.getStatus() != null)
        .mapToInt(s -> Pods.or(count.apply(s.getStatus()), 0))
        .sum();
  }

  /** Zero is left out, as the API server does. */
  private static @Nullable Integer orNull(int count) {
    return count == 0 ? null : count;
  }
}
