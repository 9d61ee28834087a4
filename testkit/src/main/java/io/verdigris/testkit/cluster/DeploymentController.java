package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Brings Deployments to their template, by rolling update or by recreating. */
final class DeploymentController implements ControlLoop.Controller {
  private static final int HISTORY = 10;

  private final Inventory inventory;
  private final ReplicaSets sets;
  private final DeploymentReporter reporter;

  DeploymentController(Inventory inventory, ControlLoop loop, InstantSource clock) {
    this.inventory = inventory;
    this.sets = new ReplicaSets(inventory);
    this.reporter = new DeploymentReporter(inventory, loop, clock, this);
  }

  @Override
  public void sync(String namespace, String name) {
    inventory
        .get(Deployment.class, namespace, name)
        .filter(d -> !Pods.isTerminating(d))
        .ifPresent(this::sync);
  }

  private void sync(Deployment deployment) {
    if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
      sets.current(deployment)
          .ifPresent(s -> sets.scale(s, RollingUpdate.of(deployment).desired()));
    } else if (isRecreated(deployment)) {
      recreate(deployment);
    } else {
      roll(deployment);
    }
    reporter.report(deployment, sets.current(deployment), sets.owned(deployment));
    forgetOld(deployment);
  }

  private static boolean isRecreated(Deployment deployment) {
    var strategy = deployment.getSpec().getStrategy();
    return strategy != null && "Recreate".equals(strategy.getType());
  }

  private void recreate(Deployment deployment) {
    Optional<ReplicaSet> current = sets.current(deployment);
    List<ReplicaSet> old = old(deployment, current);
    old.forEach(s -> sets.scale(s, 0));
    boolean oldRuns =
        old.stream()
            .flatMap(s -> inventory.ownedBy(Pod.class, s).stream())
            .anyMatch(p -> !Pods.hasEnded(p));
    if (!oldRuns) {
      ReplicaSet made = sets.currentOrNew(deployment);
      sets.scale(made, RollingUpdate.of(deployment).desired());
    }
  }

  private void roll(Deployment deployment) {
    var update = RollingUpdate.of(deployment);
    ReplicaSet current = sets.currentOrNew(deployment);
    List<ReplicaSet> old = old(deployment, Optional.of(current));
    int size = update.newSize(ReplicaSets.size(current), total(old) + ReplicaSets.size(current));
    if (!sets.scale(current, size)) {
      shrink(update, current, old);
    }
  }

  /** Takes away first what is not available anyway, then what is more than must be available. */
  private void shrink(RollingUpdate update, ReplicaSet current, List<ReplicaSet> old) {
    int size = ReplicaSets.size(current);
    int coming = size - ReplicaSets.available(current);
    int spare = total(old) + size - update.minAvailable() - coming;
    int unhealthy = 0;
    for (ReplicaSet set : old) {
      int cut = Math.min(spare - unhealthy, ReplicaSets.size(set) - ReplicaSets.available(set));
      unhealthy += scaleDown(set, cut);
    }
    int more =
        old.stream().mapToInt(ReplicaSets::available).sum()
            + ReplicaSets.available(current)
            - update.minAvailable();
    for (ReplicaSet set : unhealthy > 0 ? List.<ReplicaSet>of() : old) {
      more -= scaleDown(set, Math.min(more, ReplicaSets.size(set)));
    }
  }

  private int scaleDown(ReplicaSet set, int by) {
    if (by <= 0) {
      return 0;
    }
    sets.scale(set, ReplicaSets.size(set) - by);
    return by;
  }

  private List<ReplicaSet> old(Deployment deployment, Optional<ReplicaSet> current) {
    String name = current.map(s -> s.getMetadata().getName()).orElse("");
    return sets.owned(deployment).stream()
        .filter(s -> !s.getMetadata().getName().equals(name))
        .sorted(Comparator.comparingLong(ReplicaSets::revision))
        .toList();
  }

  private static int total(List<ReplicaSet> sets) {
    return sets.stream().mapToInt(ReplicaSets::size).sum();
  }

  private void forgetOld(Deployment deployment) {
    List<ReplicaSet> unused =
        old(deployment, sets.current(deployment)).stream()
            .filter(s -> ReplicaSets.size(s) == 0 && inventory.ownedBy(Pod.class, s).isEmpty())
            .toList();
    int kept = Pods.or(deployment.getSpec().getRevisionHistoryLimit(), HISTORY);
    unused.stream().limit(Math.max(0, unused.size() - kept)).forEach(inventory::delete);
  }
}
