package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.Application;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Wakes rollouts when objects change that they wait for. One watch for each namespace and kind
 * serves all applications; it begins with the first that is interested. It is for speed alone: what
 * is decided on is always read afresh.
 */
public final class Wakes implements AutoCloseable {
  private final KubernetesClient client;
  private final Map<Place, KindWatch<?>> watches = new HashMap<>();

  Wakes(KubernetesClient client) {
    this.client = client;
  }

  private record Place(String namespace, Class<?> type, Map<String, String> labels) {
    boolean isIn(Application application) {
      return namespace.equals(application.namespace());
    }
  }

  /**
   * Runs the wake when the application's Deployment of this name becomes ready, fails, or has its
   * spec changed.
   */
  public void onDeployment(Application application, String name, Runnable wake) {
    on(
        Deployment.class,
        Map.of(),
        Wakes::name,
        DeploymentReadiness::essence,
        application,
        name,
        wake);
  }

  /** Runs the wake when the ready pods behind the Service change, or the epoch of its slices. */
  public void onSlices(Application application, String service, Runnable wake) {
    on(EndpointSlice.class, Map.of(), Slices::owner, Slices::essence, application, service, wake);
  }

  /** Runs the wake when the application's stable Service changes in its spec, labels or fence. */
  public void onService(Application application, Runnable wake) {
    onDirector(Service.class, Service::getSpec, application, application.service(), wake);
  }

  /**
   * Runs the wake when an object that directs traffic changes in its labels, its fence or its
   * essence. Of ConfigMaps only those are watched that carry the label {@link Marks#MANAGED}, which
   * a switch sets: there may be thousands of others, and large ones.
   *
   * @param essence what of the object directs traffic, such as its spec
   */
  public <T extends HasMetadata> void onDirector(
      Class<T> type,
      Function<T, Object> essence,
      Application application,
      String name,
      Runnable wake) {
    on(
        type,
        type.equals(ConfigMap.class) ? Map.of(Marks.MANAGED, "true") : Map.of(),
        Wakes::name,
        object ->
            Fences.annotation(object, Marks.FENCE)
                + object.getMetadata().getLabels()
                + essence.apply(object),
        application,
        name,
        wake);
  }

  /** Runs the wake when the application's ledger changes owner, fence or request. */
  void onLedger(Application application, Runnable wake) {
    String name = LedgerData.name(application);
    Map<String, String> ledgers = Map.of(Marks.LEDGER, "true");
    on(ConfigMap.class, ledgers, Wakes::name, LedgerData::essence, application, name, wake);
  }

  /** Ends all wakes of an application; called when its rollout has ended. */
  synchronized void forget(Application application) {
    watches
        .entrySet()
        .removeIf(e -> e.getKey().isIn(application) && ended(e.getValue(), application));
  }

  private static boolean ended(KindWatch<?> watch, Application application) {
    boolean unused = watch.forget(application);
    if (unused) {
      watch.close();
    }
    return unused;
  }

  private synchronized <T extends HasMetadata> void on(
      Class<T> type,
      Map<String, String> labels,
      Function<T, String> key,
      Function<T, Object> essence,
      Application application,
      String name,
      Runnable wake) {
    KindWatch<?> watch =
        watches.computeIfAbsent(
            new Place(application.namespace(), type, labels),
            place -> KindWatch.start(client, type, place.namespace(), labels, key, essence));
    watch.on(name, application, wake);
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  @Override
  public synchronized void close() {
    watches.values().forEach(KindWatch::close);
    watches.clear();
  }
}
