package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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
          Ingress.class,
          HTTPRoute.class,
          HTTPProxy.class);

  /** Runs pods. */
  interface PodRuntime {
    /** Starts a new pod, and begins to end one that shall go. */
    void changed(Pod pod);

    /** Ends what still runs of a pod whose object is gone. */
    void deleted(Pod pod);
  }

  /** Hears of changes of objects by which traffic finds its way. */
  interface Follower {
    /** Hears of one change. */
    void changed(HasMetadata object, boolean deleted);
  }

  /**
   * What controllers work for.
   *
   * @param sliceLag how long after a change the slices, and the status of routes, follow
   */
  record Parts(PodRuntime pods, Supplier<Duration> sliceLag, List<Follower> followers) {}

  private final ControlLoop loop;
  private final Inventory inventory;
  private final Parts parts;
  private final DeploymentController deployments;
  private final ReplicaSetController replicaSets;
  private final EndpointSliceController slices;
  private final JobController jobs;
  private final EdgeController edge;
  private final Map<String, Map<String, String>> podLabels = new HashMap<>();

  Controllers(Inventory inventory, ControlLoop loop, InstantSource clock, Parts parts) {
    this.loop = loop;
    this.inventory = inventory;
    this.parts = parts;
    this.deployments = new DeploymentController(inventory, loop, clock);
    this.replicaSets = new ReplicaSetController(inventory, loop, clock);
    this.slices = new EndpointSliceController(inventory);
    this.jobs = new JobController(inventory, loop, clock);
    this.edge = new EdgeController(inventory, loop, parts.sliceLag());
  }

  /** Begins with what the state holds, and follows it. */
  void start(ClusterState state) {
    state.listen((object, deleted) -> loop.execute(() -> changed(object, deleted)));
    KINDS.forEach(
        kind -> state.list(kind, "").forEach(object -> loop.execute(() -> changed(object, false))));
  }

  private void changed(HasMetadata object, boolean deleted) {
    if (!KINDS.contains(object.getClass())) {
      return;
    }
    inventory.apply(object, deleted);
    parts.followers().forEach(follower -> follower.changed(object, deleted));
    edge.changed(object);
    if (object instanceof Pod pod) {
      podChanged(pod, deleted);
    } else if (object instanceof ReplicaSet set) {
      loop.plan(replicaSets, set, Duration.ZERO);
      planOwner(set, "Deployment", deployments);
    } else if (object instanceof Deployment deployment) {
      loop.plan(deployments, deployment, Duration.ZERO);
    } else if (object instanceof Service service) {
      loop.plan(slices, service, parts.sliceLag().get());
    } else if (object instanceof Job job) {
      loop.plan(jobs, job, Duration.ZERO);
    } else if (object instanceof EndpointSlice slice) {
      planOwner(slice, "Service", slices);
    }
  }

  private void podChanged(Pod pod, boolean deleted) {
    if (deleted) {
      parts.pods().deleted(pod);
    } else {
      parts.pods().changed(pod);
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
        loop.plan(slices, service, parts.sliceLag().get());
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
                    kind.equals("Service") ? parts.sliceLag().get() : Duration.ZERO));
  }
}
