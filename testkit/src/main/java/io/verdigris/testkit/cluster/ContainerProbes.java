package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import org.jspecify.annotations.Nullable;

/** The probes of a container: readiness and liveness begin once the startup probe has succeeded. */
final class ContainerProbes {
  private final Container container;
  private final PodLife pod;
  private final Runnable changed;
  private @Nullable ProbeRun startup;
  private @Nullable ProbeRun readiness;
  private @Nullable ProbeRun liveness;

  /**
   * @param changed hears when one of them says something new
   */
  ContainerProbes(Container container, PodLife pod, Runnable changed) {
    this.container = container;
    this.pod = pod;
    this.changed = changed;
  }

  void start() {
    startup = run(container.getStartupProbe(), this::startupChanged);
    if (startup == null) {
      startOthers();
    }
  }

  void stop() {
    stop(startup);
    stop(readiness);
    stop(liveness);
  }

  boolean started() {
    return startup == null || startup.holds();
  }

  boolean ready() {
    return started()
        && (container.getReadinessProbe() == null || (readiness != null && readiness.holds()));
  }

  /** Tells whether the container shall be restarted. */
  boolean isDead() {
    return (startup != null && startup.hasFailed()) || (liveness != null && liveness.hasFailed());
  }

  private void startupChanged() {
    if (started()) {
      stop(startup);
      startOthers();
    }
    changed.run();
  }

  private void startOthers() {
    readiness = run(container.getReadinessProbe(), changed);
    liveness = run(container.getLivenessProbe(), changed);
  }

  private @Nullable ProbeRun run(@Nullable Probe probe, Runnable listener) {
    return probe == null ? null : ProbeRun.start(probe, container, pod, listener);
  }

  private static void stop(@Nullable ProbeRun run) {
    if (run != null) {
      run.stop();
    }
  }
}
