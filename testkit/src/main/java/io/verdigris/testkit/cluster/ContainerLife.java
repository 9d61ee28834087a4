package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One container of a pod through all its restarts. Used on the control loop's thread. */
final class ContainerLife {
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
  private static final int MOST_DOUBLINGS = 5;
  private static final Duration PULL_BACK_OFF = Duration.ofMillis(100);

  private final Container container;
  private final PodLife pod;
  private final ContainerProbes probes;
  private ContainerState state;
  private ContainerState before = new ContainerState();
  private String id = "";
  private boolean hasStarted;
  private int restarts;
  private volatile @Nullable ContainerProcess process;
  private volatile String log = "";

  ContainerLife(Container container, PodLife pod) {
    this.container = container;
    this.pod = pod;
    this.probes = new ContainerProbes(container, pod, this::probed);
    this.state = waiting("ContainerCreating", null);
  }

  void start() {
    Optional<String> missing = Images.missing(container);
    if (missing.isPresent()) {
      waitForImage(missing.get());
      return;
    }
    hasStarted = true;
    id = "containerd://" + UUID.randomUUID();
    state = new ContainerStateBuilder().withNewRunning().withStartedAt(now()).endRunning().build();
    PodLife.Node node = pod.node();
    var setting =
        new ContainerProcess.Setting(
            node.sockets(),
            node.network(),
            pod.pod().getMetadata().getName(),
            pod.address(),
            PodEnvironment.of(container, pod.pod(), pod.address()),
            code -> node.loop().execute(() -> ended(code)));
    process = ContainerProcess.start(container, setting);
    probes.start();
  }

  /** Asks the process to end, and ends it when the grace period is over. */
  void end(Duration grace) {
    ContainerProcess running = process;
    if (running == null) {
      return;
    }
    if (grace.isZero()) {
      running.kill();
      return;
    }
    PreStop.run(container, pod, () -> pod.node().loop().execute(running::terminate));
    var unused = pod.node().loop().schedule(grace, running::kill);
  }

  void stopProbes() {
    probes.stop();
  }

  String name() {
    return container.getName();
  }

  boolean isNew() {
    return !hasStarted;
  }

  boolean runs() {
    return process != null;
  }

  /** Tells whether it has ended for good. */
  boolean hasEnded() {
    return state.getTerminated() != null;
  }

  int exitCode() {
    return state.getTerminated().getExitCode();
  }

  boolean isReady() {
    return runs() && probes.ready();
  }

  String log() {
    ContainerProcess running = process;
    return running == null ? log : running.log();
  }

  ContainerStatus status() {
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID(hasStarted ? Images.id(container.getImage()) : "")
        .withContainerID(hasStarted ? id : null)
        .withReady(isReady())
        .withStarted(runs() && probes.started())
        .withRestartCount(restarts)
        .withState(state)
        .withLastState(before)
        .build();
  }

  private void waitForImage(String message) {
    boolean never = "Never".equals(container.getImagePullPolicy());
    state = waiting(never ? "ErrImageNeverPull" : "ErrImagePull", message);
    if (!never) {
      var unused = pod.node().loop().schedule(PULL_BACK_OFF, () -> backOffFromPull(message));
    }
  }

  private void backOffFromPull(String message) {
    state =
        waiting(
            "ImagePullBackOff",
            "Back-off pulling image \"" + container.getImage() + "\": ErrImagePull: " + message);
    pod.changed();
  }

  private void probed() {
    ContainerProcess running = process;
    if (probes.isDead() && running != null && !pod.isEnding()) {
      running.terminate();
    }
    pod.changed();
  }

  private void ended(int code) {
    ContainerProcess over = process;
    log = over == null ? "" : over.log();
    process = null;
    probes.stop();
    String since = state.getRunning() == null ? now() : state.getRunning().getStartedAt();
    state = terminated(code, since);
    if (restarts(code) && !pod.isEnding()) {
      restart();
    }
    pod.changed();
  }

  private boolean restarts(int code) {
    String policy = pod.pod().getSpec().getRestartPolicy();
    return switch (policy == null ? "Always" : policy) {
      case "Never" -> false;
      case "OnFailure" -> code != 0;
      default -> true;
    };
  }

  /** The first restart is at once; each later one waits twice as long as the one before. */
  private void restart() {
    before = state;
    Duration wait =
        restarts == 0
            ? Duration.ZERO
            : FIRST_BACK_OFF.multipliedBy(1L << Math.min(restarts - 1, MOST_DOUBLINGS));
    if (restarts > 0) {
      state = waiting("CrashLoopBackOff", backOff(wait));
    }
    var unused = pod.node().loop().schedule(wait, this::startAgain);
  }

  private void startAgain() {
    if (!pod.isEnding()) {
      restarts++;
      start();
      pod.changed();
    }
  }

  private String backOff(Duration wait) {
    var meta = pod.pod().getMetadata();
    return "back-off %dms restarting failed container=%s pod=%s_%s(%s)"
        .formatted(wait.toMillis(), name(), meta.getName(), meta.getNamespace(), meta.getUid());
  }

  private static ContainerState waiting(String reason, @Nullable String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  private ContainerState terminated(int code, String since) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(code)
        .withReason(code == 0 ? "Completed" : "Error")
        .withStartedAt(since)
        .withFinishedAt(now())
        .withContainerID(id)
        .endTerminated()
        .build();
  }

  private String now() {
    return Pods.time(pod.node().clock().instant());
  }
}
