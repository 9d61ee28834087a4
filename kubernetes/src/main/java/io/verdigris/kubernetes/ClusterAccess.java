package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.spi.ProviderContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one way of an orchestrator's Kubernetes extensions to their cluster: a client, requests and
 * watches, shared by all of them.
 *
 * <p>Configuration: {@code kubernetes.kubeconfig} is the path of a kubeconfig file and {@code
 * kubernetes.context} a context in it; without them the client looks where kubectl would, then for
 * a pod's service account. A {@link KubernetesClient} that was given to {@code Builder.shared} is
 * used instead, and not closed. {@code kubernetes.color-key} names the label with the colour;
 * default {@code color}.
 */
public final class ClusterAccess implements AutoCloseable {
  private static final String COLOR_KEY = "kubernetes.color-key";

  private final String colorKey;
  private final ApiServer api;
  private final Runnable atEnd;
  private final Wakes wakes;
  private final Moments<Name, Service> services;
  private final DeploymentDirectory directory;
  private final Map<String, Director.Reader> directors = new ConcurrentHashMap<>();

  private ClusterAccess(
      KubernetesClient client, String colorKey, InstantSource clock, Runnable atEnd) {
    this.atEnd = atEnd;
    this.colorKey = colorKey;
    this.wakes = new Wakes(client, clock);
    this.services = new Moments<>(clock);
    this.api = new ApiServer(client, clock, this::answered);
    this.directory = new DeploymentDirectory(api, colorKey, clock);
  }

  private record Name(String namespace, String name) {}

  private void answered(HasMetadata object, boolean written) {
    if (object instanceof Service service) {
      var meta = service.getMetadata();
      services.keep(new Name(meta.getNamespace(), meta.getName()), service);
    } else if (object instanceof Deployment deployment) {
      directory.answered(deployment);
    }
    wakes.answered(object, written);
  }

  /** Returns the orchestrator's access, made when it is asked for first. */
  public static ClusterAccess of(ProviderContext context) {
    return context.shared(ClusterAccess.class, () -> make(context));
  }

  private static ClusterAccess make(ProviderContext context) {
    String colorKey = context.configuration().getOrDefault(COLOR_KEY, "color");
    KubernetesClient client =
        context.shared(
            KubernetesClient.class, () -> ClientSettings.client(context.configuration()));
    return new ClusterAccess(client, colorKey, context.clock(), () -> {});
  }

  /**
   * Opens an access of one's own, apart from any orchestrator; closing it closes its client.
   *
   * @param configuration as above
   */
  public static ClusterAccess open(Map<String, String> configuration) {
    KubernetesClient client = ClientSettings.client(configuration);
    String colorKey = configuration.getOrDefault(COLOR_KEY, "color");
    return new ClusterAccess(client, colorKey, InstantSource.system(), client::close);
  }

  /** Returns the requests. */
  public ApiServer api() {
    return api;
  }

  /** Returns what wakes rollouts when the cluster changes, and keeps what it has seen of it. */
  public Wakes wakes() {
    return wakes;
  }

  /**
   * Returns an object as it was seen lately, or reads it where that is not known; empty when it is
   * not there. Whoever decides by it lets a patch test what that rests on.
   */
  public <T extends HasMetadata> Optional<T> lately(Class<T> type, String namespace, String name) {
    return wakes.lately(type, namespace, name).or(() -> api.get(type, namespace, name));
  }

  /**
   * Returns a Service as any extension of the same admission has read it, or as {@link #lately}:
   * nothing rests on it but what is refused before anything is changed.
   */
  public Optional<Service> admitted(String namespace, String name) {
    return services.of(new Name(namespace, name)).or(() -> lately(Service.class, namespace, name));
  }

  /** Returns what finds an application's Deployments for an admission. */
  DeploymentDirectory directory() {
    return directory;
  }

  /** Returns the key of the label that names the colour. */
  public String colorKey() {
    return colorKey;
  }

  /**
   * Has what a switcher directs traffic by looked at before a colour is taken away. A switcher that
   * does not go by the stable Service's selector says so when it is made.
   *
   * @param switcher the switcher's id
   */
  public void director(String switcher, Director.Reader reader) {
    directors.put(switcher, reader);
  }

  /** Returns what reads the objects of the switcher of this id. */
  Optional<Director.Reader> director(String switcher) {
    return Optional.ofNullable(directors.get(switcher));
  }

  @Override
  public void close() {
    wakes.close();
    atEnd.run();
  }
}
