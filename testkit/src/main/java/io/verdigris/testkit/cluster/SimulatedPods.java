package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pods that only seem to run: each becomes ready some time after it was made, serves for a while
 * after it was asked to end, and dies when told to. Used on the control loop.
 */
final class SimulatedPods implements Controllers.PodRuntime {
  private static final String NODE = "node-0";
  private static final int HOSTS = 250;

  private final Inventory inventory;
  private final ControlLoop loop;
  private final InstantSource clock;
  private final Function<String, PodBehaviour> behaviours;
  private final Duration drain;
  private final Runnable beforeChange;
  private final Map<String, Life> lives = new TreeMap<>();
  private int addresses;

  /**
   * @param drain how long a pod serves on after it was asked to end
   * @param beforeChange runs before a pod begins or ceases to serve
   */
  SimulatedPods(
      Inventory inventory,
      ControlLoop loop,
      InstantSource clock,
      Function<String, PodBehaviour> behaviours,
      Duration drain,
      Runnable beforeChange) {
    this.inventory = inventory;
    this.loop = loop;
    this.clock = clock;
    this.behaviours = behaviours;
    this.drain = drain;
    this.beforeChange = beforeChange;
  }

  /** One pod. */
  final class Life {
    private final Pod pod;
    private final String address;
    private boolean serves;
    private boolean ready;
    private boolean ending;
    private int restarts;
    double requests;
    double errors;

    private Life(Pod pod) {
      this.pod = pod;
      address = "10.0." + addresses / HOSTS + "." + (1 + addresses % HOSTS);
      addresses++;
    }

    String name() {
      return pod.getMetadata().getName();
    }

    Map<String, String> labels() {
      return Pods.orEmpty(pod.getMetadata().getLabels());
    }

    boolean serves() {
      return serves;
    }

    PodBehaviour behaviour() {
      return behaviours.apply(pod.getSpec().getContainers().get(0).getImage());
    }

    private void begin() {
      publish();
      var unused = loop.schedule(behaviour().startup(), this::started);
    }

    private void started() {
      if (!ending && lives.get(key(pod)) == this) {
        beforeChange.run();
        serves = true;
        ready = behaviour().becomesReady();
        publish();
      }
    }

    /** Ends the container; the kubelet starts it again. */
    private void die() {
      beforeChange.run();
      serves = false;
      ready = false;
      restarts++;
      requests = 0;
      errors = 0;
      publish();
      var unused = loop.schedule(behaviour().startup(), this::started);
    }

    private void end() {
      if (ending) {
        return;
      }
      ending = true;
      var unused = loop.schedule(serves ? drain : Duration.ZERO, this::ended);
    }

    private void ended() {
      beforeChange.run();
      serves = false;
      lives.remove(key(pod), this);
      inventory.delete(pod);
    }

    private void publish() {
      inventory.update(
          pod,
          p -> {
            p.getSpec().setNodeName(NODE);
            p.setStatus(status(p.getStatus()));
            return p;
          });
    }

    private PodStatus status(@Nullable PodStatus before) {
      String holds = ready ? "True" : "False";
      String since =
          Optional.ofNullable(before).map(b -> Pods.orEmpty(b.getConditions())).stream()
              .flatMap(Collection::stream)
              .filter(c -> "Ready".equals(c.getType()) && holds.equals(c.getStatus()))
              .map(c -> c.getLastTransitionTime())
              .findFirst()
              .orElseGet(() -> Pods.time(clock.instant()));
      var container = pod.getSpec().getContainers().get(0);
      return new PodStatusBuilder()
          .withPhase("Running")
          .withPodIP(address)
          .withConditions(
              new PodConditionBuilder()
                  .withType("Ready")
                  .withStatus(holds)
                  .withLastTransitionTime(since)
                  .build())
          .withContainerStatuses(
              new ContainerStatusBuilder()
                  .withName(container.getName())
                  .withImage(container.getImage())
                  .withReady(ready)
                  .withRestartCount(restarts)
                  .build())
          .build();
    }
  }

  @Override
  public void changed(Pod pod) {
    Life life = lives.get(key(pod));
    if (life == null || !uid(life.pod).equals(uid(pod))) {
      if (Pods.isTerminating(pod)) {
        return;
      }
      life = new Life(pod);
      lives.put(key(pod), life);
      life.begin();
    } else if (Pods.isTerminating(pod)) {
      life.end();
    }
  }

  @Override
  public void deleted(Pod pod) {
    Life life = lives.get(key(pod));
    if (life != null && uid(life.pod).equals(uid(pod))) {
      beforeChange.run();
      life.serves = false;
      lives.remove(key(pod));
    }
  }

  Optional<Life> find(String namespace, String name) {
    return Optional.ofNullable(lives.get(namespace + "/" + name));
  }

  Collection<Life> all() {
    return lives.values();
  }

  /** Has a container end; false when there is no such pod. */
  boolean kill(String namespace, String name) {
    Optional<Life> life = find(namespace, name).filter(l -> !l.ending);
    life.ifPresent(Life::die);
    return life.isPresent();
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
