package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the pods of a cluster, all on one node. */
final class Kubelet implements Controllers.PodRuntime {
  /** The one node's name. */
  static final String NODE = "embedded";

  private final Map<String, PodLife> lives = new ConcurrentHashMap<>();
  private final PodLife.Node node;

  Kubelet(
      Inventory inventory,
      ControlLoop loop,
      EventLoop sockets,
      PodNetwork network,
      InstantSource clock) {
    this.node = new PodLife.Node(inventory, loop, sockets, network, clock);
  }

  /** Starts a new pod, and begins to end one that shall go. */
  @Override
  public void changed(Pod pod) {
    PodLife life =
        lives.compute(
            key(pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
            (k, known) -> known != null && known.is(pod) ? known : new PodLife(pod, node));
    if (Pods.isTerminating(pod)) {
      life.end(pod);
    } else {
      life.begin();
    }
  }

  @Override
  public void deleted(Pod pod) {
    String key = key(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    PodLife life = lives.get(key);
    if (life != null && life.is(pod)) {
      lives.remove(key);
      life.end(pod);
    }
  }

  /** Returns a pod that is there; on any thread. */
  Optional<PodLife> find(String namespace, String name) {
    return Optional.ofNullable(lives.get(key(namespace, name)));
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }
}
