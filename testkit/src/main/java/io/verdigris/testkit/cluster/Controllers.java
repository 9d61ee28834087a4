package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Gives each controller a turn when something that it looks at has changed. */
final class Controllers {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Service.class,
          Deployment.class,
          ReplicaSet.class,
          Job.class,
          Pod.class,
          EndpointSlice.class,
          Ingress.class);

  /** The slice controller's lag: from a few to some tens of milliseconds. */
  private static final int LEAST_LAG_MILLIS = 2;

  private static final int MOST_LAG_MILLIS = 25;

  private final ClusterState state;
  private final ControlLoop loop;
  private final Inventory inventory;
  private final Kubelet kubelet;
  private final ServiceProxy proxy;
  private final DeploymentController deployments;
  private final ReplicaSetController replicaSets;
  private final EndpointSliceController slices;
  private final JobController jobs;
  private final IngressDoor ingress;
  private final Map<String, Map<String, String>> podLabels = new HashMap<>();

  Controllers(
      ClusterState state,
      ControlLoop loop,
      EventLoop sockets,
      PodNetwork network,
      Duration proxySync) {
    var clock = InstantSource.system();
    this.state = state;
    this.loop = loop;
    this.inventory = new Inventory(state);
    this.kubelet = new Kubelet(inventory, loop, sockets, network, clock);
    this.proxy = new ServiceProxy(loop, network, proxySync);
    this.deployments = new DeploymentController(inventory, loop, clock);
    this.replicaSets = new ReplicaSetController(inventory, loop, clock);
    this.slices = new EndpointSliceController(inventory);
    this.jobs = new JobController(inventory, loop, clock);
    this.ingress = new IngressDoor(sockets, proxy);
  }

  void start() {
    state.listen((object, deleted) -> loop.execute(() -> changed(object, deleted)));
    KINDS.forEach(
        kind -> state.list(kind, "").forEach(object -> loop.execute(() -> changed(object, false))));
  }

  Kubelet kubelet() {
    return kubelet;
  }

  ServiceProxy proxy() {
    return proxy;
  }

  IngressDoor ingress() {
    return ingress;
  }

  private void changed(HasMetadata object, boolean deleted) {
    if (!KINDS.contains(object.getClass())) {
      return;
    }
    inventory.apply(object, deleted);
    if (object instanceof Pod pod) {
      podChanged(pod, deleted);
    } else if (object instanceof ReplicaSet set) {
      loop.plan(replicaSets, set, Duration.ZERO);
      planOwner(set, "Deployment", deployments);
    } else if (object instanceof Deployment deployment) {
      loop.plan(deployments, deployment, Duration.ZERO);
    } else if (object instanceof Service service) {
      ingress.changed(service, deleted);
      loop.plan(slices, service, lag());
    } else if (object instanceof Job job) {
      loop.plan(jobs, job, Duration.ZERO);
    } else if (object instanceof Ingress edge) {
      ingress.changed(edge, deleted);
    } else if (object instanceof EndpointSlice slice) {
      proxy.changed(slice, deleted);
      planOwner(slice, "Service", slices);
    }
  }

  private void podChanged(Pod pod, boolean deleted) {
    if (deleted) {
      kubelet.deleted(pod);
    } else {
      kubelet.changed(pod);
    }
    planOwner(pod, "ReplicaSet", replicaSets);
    planOwner(pod, "Job", jobs);
    if (deleted) {
      planDeployment(pod);
    }
    planServices(pod, deleted);
  }

  /** A set does not tell of its pods that end, but a Deployment that recreates waits for them. */
  private void planDeployment(Pod pod) {
    Inventory.controller(pod)
        .flatMap(
            owner ->
                inventory.get(ReplicaSet.class, pod.getMetadata().getNamespace(), owner.getName()))
        .ifPresent(set -> planOwner(set, "Deployment", deployments));
  }

  /** A pod whose labels have changed concerns those that selected it before, too. */
  private void planServices(Pod pod, boolean deleted) {
    var meta = pod.getMetadata();
    String key = meta.getNamespace() + "/" + meta.getName();
    Map<String, String> now = Pods.orEmpty(meta.getLabels());
    Map<String, String> before = podLabels.getOrDefault(key, now);
    if (deleted) {
      podLabels.remove(key);
    } else {
      podLabels.put(key, now);
    }
    for (Service service : inventory.list(Service.class, meta.getNamespace())) {
      Map<String, String> selector = service.getSpec().getSelector();
      if (Pods.selects(selector, now) || Pods.selects(selector, before)) {
        loop.plan(slices, service, lag());
      }
    }
  }

  private void planOwner(HasMetadata object, String kind, ControlLoop.Controller controller) {
    Inventory.controller(object)
        .filter(owner -> kind.equals(owner.getKind()))
        .ifPresent(
            owner ->
                loop.plan(
                    controller,
                    object.getMetadata().getNamespace(),
                    owner.getName(),
                    kind.equals("Service") ? lag() : Duration.ZERO));
  }

  private static Duration lag() {
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextInt(LEAST_LAG_MILLIS, MOST_LAG_MILLIS));
  }
}
