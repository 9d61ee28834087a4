package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.spi.PermanentFailureException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An application as it stands: its stable Service and the Deployments whose pods that would select
 * in one colour or the other.
 *
 * @param application the application
 * @param colorKey the key of the label that names the colour
 * @param service the stable Service
 * @param deployments the Deployments of both colours
 */
public record Layout(
    Application application, String colorKey, Service service, List<Deployment> deployments) {
  /** Leaves out the Deployments of other applications. */
  public Layout {
    Map<String, String> base = base(service, colorKey);
    deployments = deployments.stream().filter(d -> isOurs(d, base, colorKey)).toList();
  }

  static boolean isOurs(Deployment deployment, Map<String, String> base, String colorKey) {
    Map<String, String> labels = labels(deployment);
    return labels.entrySet().containsAll(base.entrySet())
        && Colour.ofLabel(labels.getOrDefault(colorKey, "")).isPresent();
  }

  /** Reads an application; empty when its Service is not there. */
  public static Optional<Layout> read(ClusterAccess cluster, Application application) {
    return cluster
        .api()
        .get(Service.class, application.namespace(), application.service())
        .map(s -> new Layout(application, cluster.colorKey(), s, deployments(cluster, s)));
  }

  /**
   * As {@link #read}, but with the Service as it was read for the same admission, and perhaps
   * without a Deployment that somebody else has made within the last seconds, unless it is the live
   * one.
   */
  static Optional<Layout> admitted(ClusterAccess cluster, Application application) {
    return cluster
        .admitted(application.namespace(), application.service())
        .map(s -> new Layout(application, cluster.colorKey(), s, cluster.directory().find(s)));
  }

  /** All are looked through, since a Deployment need not carry the labels of its pods. */
  private static List<Deployment> deployments(ClusterAccess cluster, Service service) {
    Map<String, String> base = base(service, cluster.colorKey());
    String namespace = service.getMetadata().getNamespace();
    return cluster
        .api()
        .list(Deployment.class, namespace, "", d -> isOurs(d, base, cluster.colorKey()));
  }

  /** Returns the finding that the Service is not there. */
  public static Finding missing(Application application) {
    return new Finding(
        "service",
        application.toString(),
        "does not exist",
        "correct the name, or create the Service first");
  }

  /** Returns the finding that the application is just becoming a pair of colours, or no longer. */
  Optional<Finding> adoption() {
    return Optional.of(Fences.annotation(service, Marks.ADOPTION))
        .filter(mark -> !mark.isEmpty())
        .map(
            mark ->
                new Finding(
                    "annotation " + Marks.ADOPTION + " of " + Fences.describe(service),
                    mark,
                    "is under way, or has ended early",
                    "let it end by the same command again, or take it back by eject"));
  }

  /** Reads an application whose Service must be there. */
  static Layout require(ClusterAccess cluster, Application application) {
    return read(cluster, application)
        .orElseThrow(
            () -> new PermanentFailureException("Service " + application + " does not exist"));
  }

  /** Returns the labels that the Service selects in either colour. */
  Map<String, String> base() {
    return base(service, colorKey);
  }

  /** Returns the labels that a Service selects beside the colour. */
  public static Map<String, String> base(Service service, String colorKey) {
    var base = new TreeMap<>(selector(service));
    base.remove(colorKey);
    return base;
  }

  /** Returns the labels that select a colour's pods. */
  Map<String, String> selector(Colour colour) {
    var selector = new TreeMap<>(base());
    selector.put(colorKey, colour.label());
    return selector;
  }

  /** Returns what the Service selects; empty when it selects nothing. */
  public static Map<String, String> selector(Service service) {
    Map<String, String> selector = service.getSpec().getSelector();
    return selector == null ? Map.of() : selector;
  }

  /** Returns the Deployments of a colour: one, unless the application is in disorder. */
  List<Deployment> of(Colour colour) {
    return deployments.stream()
        .filter(d -> colour.label().equals(labels(d).get(colorKey)))
        .toList();
  }

  /**
   * Returns the Deployment of a colour; empty when there is none.
   *
   * @throws PermanentFailureException when there are several
   */
  Optional<Deployment> deployment(Colour colour) {
    List<Deployment> all = of(colour);
    if (all.size() > 1) {
      throw new PermanentFailureException(
          "several Deployments have pods of colour " + colour + ": " + names(all));
    }
    return all.stream().findFirst();
  }

  static String names(List<Deployment> deployments) {
    return String.join(", ", deployments.stream().map(d -> d.getMetadata().getName()).toList());
  }

  /** Returns the name of a colour's Deployment, whether it is there or not. */
  String deploymentName(Colour colour) {
    return deployment(colour)
        .map(d -> d.getMetadata().getName())
        .orElse(Slices.service(application, colour));
  }

  List<ServicePort> ports() {
    List<ServicePort> ports = service.getSpec().getPorts();
    return ports == null ? List.of() : ports;
  }

  /** Returns the name of the Service's first port; empty when it has none, being the only one. */
  Optional<String> portName() {
    return ports().stream().findFirst().map(ServicePort::getName);
  }

  /** Returns the labels of a Deployment itself. */
  static Map<String, String> ownLabels(Deployment deployment) {
    Map<String, String> labels = deployment.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** Returns the labels of a Deployment's pods. */
  static Map<String, String> labels(Deployment deployment) {
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }
}
