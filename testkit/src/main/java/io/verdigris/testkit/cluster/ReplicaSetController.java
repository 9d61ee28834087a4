package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps as many pods of each ReplicaSet as it asks for. */
final class ReplicaSetController implements ControlLoop.Controller {
  private static final Duration AGAIN = Duration.ofMillis(250);

  /** Who goes first: what runs least, is not ready, and is youngest. */
  private static final Comparator<Pod> FIRST_TO_GO =
      Comparator.comparing((Pod p) -> Pods.phase(p).equals("Running"))
          .thenComparing(Pods::isReady)
          .thenComparing(p -> p.getMetadata().getCreationTimestamp(), Comparator.reverseOrder())
          .thenComparing(p -> p.getMetadata().getName());

  private final Inventory inventory;
  private final ControlLoop loop;
  private final InstantSource clock;

  ReplicaSetController(Inventory inventory, ControlLoop loop, InstantSource clock) {
    this.inventory = inventory;
    this.loop = loop;
    this.clock = clock;
  }

  @Override
  public void sync(String namespace, String name) {
    inventory.get(ReplicaSet.class, namespace, name).ifPresent(this::sync);
  }

  private void sync(ReplicaSet set) {
    if (Pods.isTerminating(set)) {
      return;
    }
    List<Pod> active = active(set);
    int missing = Pods.or(set.getSpec().getReplicas(), 1) - active.size();
    Optional<String> refusal = missing > 0 ? create(set, missing) : Optional.empty();
    active.stream()
        .sorted(FIRST_TO_GO)
        .limit(Math.max(0, -missing))
        .forEach(pod -> Pods.terminate(inventory, pod, clock.instant()));
    report(set, refusal);
    refusal.ifPresent(r -> loop.plan(this, set, AGAIN));
  }

  private List<Pod> active(ReplicaSet set) {
    return inventory.ownedBy(Pod.class, set).stream().filter(Pods::isActive).toList();
  }

  /** Creates pods until the API server refuses one, and says why it did. */
  private Optional<String> create(ReplicaSet set, int count) {
    try {
      for (int i = 0; i < count; i++) {
        inventory.create(Pods.of(set.getSpec().getTemplate(), set, Map.of()));
      }
      return Optional.empty();
    } catch (RuntimeException refusal) {
      return Optional.of(String.valueOf(refusal.getMessage()));
    }
  }

  private void report(ReplicaSet set, Optional<String> refusal) {
    List<Pod> active = active(set);
    var minReady = Duration.ofSeconds(Pods.or(set.getSpec().getMinReadySeconds(), 0));
    var now = clock.instant();
    int ready = (int) active.stream().filter(Pods::isReady).count();
    int available = (int) active.stream().filter(p -> Pods.isAvailable(p, minReady, now)).count();
    inventory.update(
        set,
        s -> {
          var status = s.getStatus() == null ? new ReplicaSetStatus() : s.getStatus();
          status.setReplicas(active.size());
          status.setFullyLabeledReplicas(active.size());
          status.setReadyReplicas(ready);
          status.setAvailableReplicas(available);
          status.setObservedGeneration(s.getMetadata().getGeneration());
          status.setConditions(conditions(status, refusal));
          s.setStatus(status);
          return s;
        });
    if (available < ready) {
      loop.plan(this, set, Duration.ofSeconds(1));
    }
  }

  private List<ReplicaSetCondition> conditions(ReplicaSetStatus status, Optional<String> refusal) {
    Optional<ReplicaSetCondition> known =
        Pods.orEmpty(status.getConditions()).stream().filter(c -> refusal.isPresent()).findFirst();
    return refusal.map(why -> known.orElseGet(() -> failure(why))).map(List::of).orElse(List.of());
  }

  private ReplicaSetCondition failure(String why) {
    return new ReplicaSetConditionBuilder()
        .withType("ReplicaFailure")
        .withStatus("True")
        .withReason("FailedCreate")
        .withMessage(why)
        .withLastTransitionTime(Pods.time(clock.instant()))
        .build();
  }
}
