package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds an application's Deployments for an admission. All of its namespace have to be looked
 * through, since a Deployment need not carry the labels of its pods; where many rollouts begin at
 * the same time one look does for all of them, and each reads its own afresh.
 */
final class DeploymentDirectory {
  private final ApiServer api;
  private final String colorKey;
  private final Moments<String, Map<String, Entry>> entries;
  private final Map<String, Object> turns = new ConcurrentHashMap<>();

  DeploymentDirectory(ApiServer api, String colorKey, InstantSource clock) {
    this.api = api;
    this.colorKey = colorKey;
    this.entries = new Moments<>(clock);
  }

  /**
   * A Deployment of the namespace.
   *
   * @param pods its pods' labels
   * @param labels its own
   */
  private record Entry(String name, Map<String, String> pods, Map<String, String> labels) {
    static Entry of(Deployment deployment) {
      return new Entry(
          deployment.getMetadata().getName(),
          Layout.labels(deployment),
          Layout.ownLabels(deployment));
    }

    boolean isSelectedBy(Map<String, String> selector) {
      return pods.entrySet().containsAll(selector.entrySet());
    }

    boolean isLabelled(Map<String, String> base) {
      return labels.entrySet().containsAll(base.entrySet());
    }
  }

  /**
   * Returns the Deployments of both colours behind a stable Service. One that somebody else has
   * made within the last seconds may be missing, unless it is the live one.
   */
  List<Deployment> find(Service service) {
    String namespace = service.getMetadata().getNamespace();
    Map<String, String> base = Layout.base(service, colorKey);
    Map<String, String> live = Layout.selector(service);
    Object turn = turns.computeIfAbsent(namespace, n -> new Object());
    List<Entry> ours;
    synchronized (turn) {
      Collection<Entry> all = entries.of(namespace).orElse(Map.of()).values();
      ours = all.stream().filter(e -> e.isSelectedBy(base)).toList();
      if (ours.stream().noneMatch(e -> e.isSelectedBy(live))) {
        return look(namespace, base);
      }
    }
    List<Deployment> read = read(namespace, base, ours);
    if (read.stream().anyMatch(d -> Entry.of(d).isSelectedBy(live))) {
      return read;
    }
    // it has gone, or has another name or other labels by now
    synchronized (turn) {
      return look(namespace, base);
    }
  }

  /** Takes a Deployment that the server has just answered, such as one that has been made. */
  void answered(Deployment deployment) {
    var meta = deployment.getMetadata();
    entries.of(meta.getNamespace()).ifPresent(all -> all.put(meta.getName(), Entry.of(deployment)));
  }

  private List<Deployment> look(String namespace, Map<String, String> base) {
    var all = new ConcurrentHashMap<String, Entry>();
    // before the look, so that what is made meanwhile is not missed; it is nobody else's turn
    entries.keep(namespace, all);
    try {
      return api.list(
          Deployment.class,
          namespace,
          "",
          deployment -> {
            all.put(deployment.getMetadata().getName(), Entry.of(deployment));
            return Layout.isOurs(deployment, base, colorKey);
          });
    } catch (RuntimeException e) {
      entries.take(namespace);
      throw e;
    }
  }

  private List<Deployment> read(String namespace, Map<String, String> base, List<Entry> ours) {
    return ours.stream().allMatch(e -> e.isLabelled(base))
        ? api.list(Deployment.class, namespace, base)
        : ours.stream()
            .flatMap(e -> api.get(Deployment.class, namespace, e.name()).stream())
            .toList();
  }
}
