package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node of a real cluster that runs nothing: it says of each pod that is bound to it that it is
 * ready, and lets it go when it is asked to end. Thousands of pods need no more of it than two
 * requests each, while Deployments, ReplicaSets and slices are seen to by the cluster's own
 * controllers.
 */
final class SimulatedNode implements AutoCloseable, ResourceEventHandler<Pod> {
  private static final Duration BETWEEN_BEATS = Duration.ofSeconds(10);
  private static final int LEASE_SECONDS = 40;
  private static final int AT_A_TIME = 4;
  private static final String LEASES = "kube-node-lease";

  private final KubernetesClient client;
  private final String name = "simulated-" + Long.toString(System.nanoTime(), 36);
  private final AtomicInteger addresses = new AtomicInteger();
  private final Set<String> started = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final SharedIndexInformer<Pod> pods;

  SimulatedNode(KubernetesClient client) {
    this.client = client;
    register();
    beat();
    var unused =
        timer.scheduleWithFixedDelay(
            this::beat, BETWEEN_BEATS.toMillis(), BETWEEN_BEATS.toMillis(), TimeUnit.MILLISECONDS);
    pods = client.pods().inAnyNamespace().withField("spec.nodeName", name).inform(this);
  }

  String name() {
    return name;
  }

  /** Nothing but what names it may be bound to it. */
  private void register() {
    var room = Map.of("pods", new Quantity("20000"));
    var node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withUnschedulable(true)
            .endSpec()
            .build();
    client.resource(node).create();
    client
        .resource(
            new NodeBuilder(node)
                .withNewStatus()
                .withCapacity(room)
                .withAllocatable(room)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("Simulated")
                .withMessage("runs nothing")
                .endCondition()
                .endStatus()
                .build())
        .patchStatus();
  }

  private void beat() {
    var lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(LEASES)
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(name)
            .withLeaseDurationSeconds(LEASE_SECONDS)
            .withRenewTime(Instant.now().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC))
            .endSpec()
            .build();
    try {
      client.resource(lease).forceConflicts().serverSideApply();
    } catch (KubernetesClientException e) {
      // the next beat comes in time
    }
  }

  @Override
  public void onAdd(Pod pod) {
    look(pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    look(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean unknown) {
    started.remove(pod.getMetadata().getUid());
  }

  private void look(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      soon(() -> client.resource(pod).withGracePeriod(0).delete());
    } else if (started.add(pod.getMetadata().getUid())) {
      soon(() -> start(pod));
    }
  }

  private void soon(Runnable task) {
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } catch (KubernetesClientException e) {
              // it went meanwhile
            }
          });
    } catch (RejectedExecutionException e) {
      // the node is closing
    }
  }

  private void start(Pod pod) {
    int number = addresses.incrementAndGet();
    String address = "10.250." + number / 250 % 250 + "." + (1 + number % 250);
    client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), status(pod, address));
  }

  private static String status(Pod pod, String address) {
    var container = pod.getSpec().getContainers().get(0);
    return """
        {"status": {
          "phase": "Running", "podIP": "%1$s", "podIPs": [{"ip": "%1$s"}],
          "hostIP": "10.250.255.1", "startTime": "%2$s",
          "conditions": [
            {"type": "PodScheduled", "status": "True", "lastTransitionTime": "%2$s"},
            {"type": "Initialized", "status": "True", "lastTransitionTime": "%2$s"},
            {"type": "ContainersReady", "status": "True", "lastTransitionTime": "%2$s"},
            {"type": "Ready", "status": "True", "lastTransitionTime": "%2$s"}],
          "containerStatuses": [{
            "name": "%3$s", "image": "%4$s", "imageID": "", "containerID": "simulated://%5$s",
            "ready": true, "started": true, "restartCount": 0,
            "state": {"running": {"startedAt": "%2$s"}}}]}}
        """
        .formatted(
            address,
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            container.getName(),
            container.getImage(),
            pod.getMetadata().getUid());
  }

  /** Takes the node away; pods that are left on it go with it. */
  @Override
  public void close() {
    pods.close();
    timer.shutdownNow();
    threads.shutdownNow();
    client.nodes().withName(name).delete();
    client.leases().inNamespace(LEASES).withName(name).delete();
  }
}
