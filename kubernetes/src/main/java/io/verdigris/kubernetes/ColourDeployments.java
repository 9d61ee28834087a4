package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import io.verdigris.spi.RolloutContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Finds the Deployments of the colours, and patches them behind the fence. */
final class ColourDeployments {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ClusterAccess cluster;
  private final Map<Application, Names> names = new ConcurrentHashMap<>();

  ColourDeployments(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /** What an application's objects were called last; a hint that saves listing all of them. */
  private record Names(Map<Colour, String> deployments, Optional<String> port) {
    static Names of(Layout layout) {
      var deployments = new EnumMap<Colour, String>(Colour.class);
      for (Colour colour : Colour.values()) {
        deployments.put(colour, layout.deploymentName(colour));
      }
      return new Names(deployments, layout.portName());
    }
  }

  Layout read(Application application) {
    Layout layout = Layout.require(cluster, application);
    names.put(application, Names.of(layout));
    return layout;
  }

  private Names names(Application application) {
    Names known = names.get(application);
    return known != null ? known : Names.of(read(application));
  }

  Optional<String> portName(Application application) {
    return names(application).port();
  }

  Slices slices(EnvironmentRequest request) {
    Application application = request.context().application();
    return Slices.read(
        cluster.api(), application.namespace(), Slices.service(application, request.colour()));
  }

  Optional<Deployment> find(EnvironmentRequest request) {
    Application application = request.context().application();
    Colour colour = request.colour();
    String name = names(application).deployments().get(colour);
    Optional<Deployment> found =
        cluster
            .api()
            .get(Deployment.class, application.namespace(), String.valueOf(name))
            .filter(d -> colour.label().equals(Layout.labels(d).get(cluster.colorKey())));
    return found.isPresent() ? found : read(application).deployment(colour);
  }

  /** Patches behind the fence, as {@link Fences#write}. */
  Deployment patch(RolloutContext context, Deployment seen, Consumer<FencedPatch> change) {
    return Fences.write(cluster.api(), Deployment.class, seen, context.fence(), change);
  }

  /** Says what a Deployment that is not ready waits for, or that it waits in vain. */
  Progress<Nothing> waitFor(Deployment deployment) {
    List<PodTrouble> troubles =
        !DeploymentReadiness.isObserved(deployment)
            ? List.of()
            : pods(deployment).stream().flatMap(p -> PodTrouble.of(p).stream()).toList();
    Optional<PodTrouble> hopeless = troubles.stream().filter(PodTrouble::hopeless).findFirst();
    if (hopeless.isPresent()) {
      return Progress.failed(hopeless.get().reason());
    }
    String why = troubles.stream().findFirst().map(t -> "; " + t.reason()).orElse("");
    return Progress.waiting(
        DeploymentReadiness.ready(deployment)
            + " of "
            + DeploymentReadiness.desired(deployment)
            + " pods of "
            + deployment.getMetadata().getName()
            + " are ready"
            + why,
        SOON);
  }

  /** Pods of an earlier template may still be ending; theirs is not this rollout's trouble. */
  private List<Pod> pods(Deployment deployment) {
    Map<String, String> selector = deployment.getSpec().getSelector().getMatchLabels();
    String rollout = rollout(deployment.getSpec().getTemplate().getMetadata().getAnnotations());
    return cluster.api().list(Pod.class, deployment.getMetadata().getNamespace(), selector).stream()
        .filter(p -> rollout(p.getMetadata().getAnnotations()).equals(rollout))
        .sorted(Comparator.comparing(p -> p.getMetadata().getName()))
        .toList();
  }

  private static String rollout(Map<String, String> annotations) {
    return annotations == null ? "" : annotations.getOrDefault(Marks.ROLLOUT, "");
  }
}
