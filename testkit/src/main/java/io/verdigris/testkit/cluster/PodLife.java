package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** One pod from its first container to its last answer. Used on the control loop's thread. */
final class PodLife {
  private enum Stage {
    NEW,
    RUNNING,
    ENDING,
    ENDED
  }

  /** What a pod runs on. */
  record Node(
      Inventory inventory,
      ControlLoop loop,
      EventLoop sockets,
      PodNetwork network,
      InstantSource clock) {}

  private final Pod pod;
  private final Node node;
  private final String address;
  private final Instant startedAt;
  private final List<ContainerLife> containers;
  private Stage stage = Stage.NEW;

  PodLife(Pod pod, Node node) {
    this.pod = pod;
    this.node = node;
    this.address = node.network().assign();
    this.startedAt = node.clock().instant();
    this.containers =
        pod.getSpec().getContainers().stream().map(c -> new ContainerLife(c, this)).toList();
  }

  boolean is(Pod other) {
    return pod.getMetadata().getUid().equals(other.getMetadata().getUid());
  }

  /** Starts the containers, unless that was done. */
  void begin() {
    if (stage == Stage.NEW) {
      stage = Stage.RUNNING;
      publish();
      containers.forEach(ContainerLife::start);
      publish();
    }
  }

  /** Lets the containers end within the grace period, then takes the pod's object away. */
  void end(Pod asked) {
    if (stage == Stage.ENDED || stage == Stage.ENDING) {
      return;
    }
    stage = Stage.ENDING;
    var grace = Duration.ofSeconds(Pods.grace(asked));
    containers.forEach(c -> c.end(grace));
    changed();
  }

  /** Hears that a container is another than before. */
  void changed() {
    if (stage == Stage.ENDED) {
      return;
    }
    publish();
    if (stage == Stage.ENDING && containers.stream().noneMatch(ContainerLife::runs)) {
      stage = Stage.ENDED;
      containers.forEach(ContainerLife::stopProbes);
      node.network().release(address);
      node.inventory().delete(pod);
    }
  }

  boolean isEnding() {
    return stage == Stage.ENDING || stage == Stage.ENDED;
  }

  Pod pod() {
    return pod;
  }

  Node node() {
    return node;
  }

  /** Returns the pod's address; on any thread. */
  String address() {
    return address;
  }

  /** Returns what the first container has written; on any thread. */
  String log() {
    return containers.get(0).log();
  }

  private void publish() {
    node.inventory()
        .update(
            pod,
            p -> {
              p.getSpec().setNodeName(Kubelet.NODE);
              p.setStatus(
                  new PodStatuses(node.clock().instant()).of(p, address, startedAt, containers));
              return p;
            });
  }
}
