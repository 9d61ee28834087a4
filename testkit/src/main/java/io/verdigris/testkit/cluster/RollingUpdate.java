package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many pods a rolling update may have.
 *
 * @param desired how many the Deployment asks for
 * @param surge how many more there may be
 * @param unavailable how many of the desired need not be available
 */
record RollingUpdate(int desired, int surge, int unavailable) {
  private static final int DEFAULT_PERCENT = 25;

  static RollingUpdate of(Deployment deployment) {
    int desired = Pods.or(deployment.getSpec().getReplicas(), 1);
    Optional<RollingUpdateDeployment> limits =
        Optional.ofNullable(deployment.getSpec().getStrategy()).map(s -> s.getRollingUpdate());
    int surge =
        scaled(limits.map(RollingUpdateDeployment::getMaxSurge).orElse(null), desired, true);
    int unavailable =
        scaled(limits.map(RollingUpdateDeployment::getMaxUnavailable).orElse(null), desired, false);
    return new RollingUpdate(
        desired, surge, surge == 0 && unavailable == 0 ? 1 : Math.min(unavailable, desired));
  }

  int minAvailable() {
    return desired - unavailable;
  }

  /** Returns how large the new set may be when it has so many and all sets together so many. */
  int newSize(int replicas, int all) {
    if (replicas >= desired) {
      return desired;
    }
    return replicas + Math.max(0, Math.min(desired + surge - all, desired - replicas));
  }

  private static int scaled(@Nullable IntOrString limit, int desired, boolean up) {
    if (limit != null && limit.getIntVal() != null) {
      return limit.getIntVal();
    }
    int percent =
        limit == null || limit.getStrVal() == null
            ? DEFAULT_PERCENT
            : Integer.parseInt(limit.getStrVal().replace("%", ""));
    double exact = desired * percent / 100.0;
    return (int) (up ? Math.ceil(exact) : Math.floor(exact));
  }
}
