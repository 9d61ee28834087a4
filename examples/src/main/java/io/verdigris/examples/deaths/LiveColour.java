package io.verdigris.examples.deaths;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches over an application's live colour: it must be there at its full size at all times. */
final class LiveColour implements AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;
  private final int size;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final SharedIndexInformer<Deployment> informer;

  LiveColour(KubernetesClient client, String namespace, int size) {
    this.client = client;
    this.namespace = namespace;
    this.size = size;
    informer = client.apps().deployments().inNamespace(namespace).inform(new Changes());
  }

  /** Returns what the Service selects; empty when the API server does not say. */
  Optional<String> colour() {
    return Optional.ofNullable(client.services().inNamespace(namespace).withName("web").get())
        .map(service -> service.getSpec().getSelector().get("color"));
  }

  /** Returns the size that a colour's Deployment asks for; 0 without one. */
  int replicas(String colour) {
    return Optional.ofNullable(
            client.apps().deployments().inNamespace(namespace).withName("web-" + colour).get())
        .map(deployment -> deployment.getSpec().getReplicas())
        .orElse(0);
  }

  /** Returns each time that the live colour was found scaled down or gone. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /**
   * A soak lies between a switch and what is scaled then, so both cannot come between two reads.
   */
  private void check(String why) {
    try {
      Optional<String> live = colour();
      int replicas = live.map(this::replicas).orElse(size);
      if (replicas < size) {
        violations.add(live.orElseThrow() + " is live with " + replicas + " replicas, " + why);
      }
    } catch (KubernetesClientException e) {
      // while no API server answers nobody scales anything; its return is told as changes
    }
  }

  private final class Changes implements ResourceEventHandler<Deployment> {
    @Override
    public void onAdd(Deployment added) {
      check("seen when " + name(added) + " came");
    }

    @Override
    public void onUpdate(Deployment before, Deployment after) {
      if (after.getSpec().getReplicas() < size) {
        check("seen when " + name(after) + " changed");
      }
    }

    @Override
    public void onDelete(Deployment deleted, boolean unknown) {
      check("seen when " + name(deleted) + " went");
    }

    private String name(Deployment deployment) {
      return deployment.getMetadata().getName();
    }
  }

  @Override
  public void close() {
    informer.close();
  }
}
