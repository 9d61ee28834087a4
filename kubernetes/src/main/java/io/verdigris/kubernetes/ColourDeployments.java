package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import io.verdigris.spi.RolloutContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the Deployments of the colours, and patches them behind the fence. */
final class ColourDeployments {
  /** Ready pods wake the rollout; this is for when no watch does. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final Optional<Deployment> NONE = Optional.empty();
  private static final int BOTH = Colour.values().length;

  private final ClusterAccess cluster;
  private final Rises rises;
  private final Map<Application, Names> names = new ConcurrentHashMap<>();

  ColourDeployments(ClusterAccess cluster, InstantSource clock) {
    this.cluster = cluster;
    this.rises = new Rises(clock);
  }

  /**
   * What an application's objects were called last; a hint that saves looking through all.
   *
   * @param deployments the names of the colours' Deployments, whether they are there or not
   * @param there which of them were
   * @param labels the labels that those that are there carry themselves, as their pods do; empty
   *     when one does not
   * @param pods the labels of a colour's pods
   */
  private record Names(
      Map<Colour, String> deployments,
      Set<Colour> there,
      Map<String, String> labels,
      Map<Colour, Map<String, String>> pods,
      Optional<String> port) {
    static Names of(Layout layout) {
      var deployments = new EnumMap<Colour, String>(Colour.class);
      var pods = new EnumMap<Colour, Map<String, String>>(Colour.class);
      var there = EnumSet.noneOf(Colour.class);
      for (Colour colour : Colour.values()) {
        layout.deployment(colour).ifPresent(d -> there.add(colour));
        deployments.put(colour, layout.deploymentName(colour));
        pods.put(colour, layout.selector(colour));
      }
      boolean labelled =
          layout.deployments().stream()
              .map(Layout::ownLabels)
              .allMatch(labels -> labels.entrySet().containsAll(layout.base().entrySet()));
      return new Names(
          deployments, there, labelled ? layout.base() : Map.of(), pods, layout.portName());
    }
  }

  Layout read(Application application) {
    return remember(Layout.require(cluster, application));
  }

  /**
   * Returns the layout of an application whose objects were claimed a moment ago. A Deployment that
   * the admission did not find, or that came since, may be missing.
   */
  Layout claimed(Application application) {
    Pair pair = lately(application);
    Names known = names.get(application);
    boolean all =
        known != null && known.there().stream().allMatch(colour -> pair.seen(colour).isPresent());
    return all ? layout(application, pair.seen()) : read(application);
  }

  /** Keeps the names of a layout that has just been read from all there is. */
  Layout remember(Layout layout) {
    names.put(layout.application(), Names.of(layout));
    return layout;
  }

  private Names names(Application application) {
    Names known = names.get(application);
    return known != null ? known : Names.of(read(application));
  }

  Optional<String> portName(Application application) {
    return names(application).port();
  }

  String name(Application application, Colour colour) {
    return names(application).deployments().getOrDefault(colour, "");
  }

  /** Returns a colour's slices as fresh as they are asked for; a read begins at once. */
  Supplier<Slices> slices(EnvironmentRequest request) {
    Application application = request.context().application();
    String namespace = application.namespace();
    String service = Slices.service(application, request.colour());
    return request.fresh()
        ? Slices.start(cluster, namespace, service)
        : () -> Slices.lately(cluster, namespace, service);
  }

  /** Returns the Deployments as fresh as they are asked for. */
  Pair pair(EnvironmentRequest request) {
    Application application = request.context().application();
    return request.fresh() ? pair(application) : lately(application);
  }

  /** Reads an application's Deployments where they were last, each once. */
  Pair pair(Application application) {
    return new Pair(application, false);
  }

  /** Returns an application's Deployments as they were lately; reads those that are not known. */
  Pair lately(Application application) {
    return new Pair(application, true);
  }

  /** Returns the layout with the Deployments that were read already. */
  Layout layout(Application application, Pair pair) {
    return layout(
        application, Stream.of(Colour.values()).flatMap(c -> pair.of(c).stream()).toList());
  }

  private Layout layout(Application application, List<Deployment> known) {
    return cluster
        .lately(Service.class, application.namespace(), application.service())
        .map(service -> new Layout(application, cluster.colorKey(), service, known))
        .orElseGet(() -> read(application));
  }

  /** The Deployments of both colours, as they were when the first was asked for. */
  final class Pair {
    private final Application application;
    private final boolean lately;
    private final Map<Colour, Optional<Deployment>> known = new EnumMap<>(Colour.class);
    private final Map<Colour, Optional<Deployment>> seen = new EnumMap<>(Colour.class);

    private Pair(Application application, boolean lately) {
      this.application = application;
      this.lately = lately;
    }

    Optional<Deployment> of(Colour colour) {
      Optional<Deployment> seen = known.get(colour);
      if (seen == null) {
        seen = look(colour);
        known.put(colour, seen);
      }
      return seen;
    }

    private Optional<Deployment> look(Colour colour) {
      Optional<Deployment> seen = lately ? seen(colour) : NONE;
      return seen.isPresent() ? seen : read(colour);
    }

    /** Looked for once: it may be seen too long ago a moment later. */
    private Optional<Deployment> seen(Colour colour) {
      return seen.computeIfAbsent(colour, this::find);
    }

    private Optional<Deployment> find(Colour colour) {
      return cluster
          .wakes()
          .lately(Deployment.class, application.namespace(), name(application, colour))
          .filter(d -> has(d, colour));
    }

    private List<Deployment> seen() {
      return Stream.of(Colour.values()).flatMap(colour -> seen(colour).stream()).toList();
    }

    private Optional<Deployment> read(Colour colour) {
      Map<String, String> labels = names(application).labels();
      Optional<Deployment> found =
          labels.isEmpty() ? byName(colour) : byLabels(labels).getOrDefault(colour, NONE);
      return found.isPresent()
          ? found
          : ColourDeployments.this.read(application).deployment(colour);
    }

    /** Returns those that are where they were last; what is elsewhere is not looked for. */
    List<Deployment> there() {
      List<Deployment> seen = lately ? seen() : List.of();
      if (seen.size() == BOTH) {
        return seen;
      }
      Map<String, String> labels = names(application).labels();
      return labels.isEmpty()
          ? Stream.of(Colour.values()).flatMap(c -> byName(c).stream()).toList()
          : byLabels(labels).values().stream().flatMap(Optional::stream).toList();
    }

    private Map<Colour, Optional<Deployment>> byLabels(Map<String, String> labels) {
      List<Deployment> all = cluster.api().list(Deployment.class, application.namespace(), labels);
      for (Colour colour : Colour.values()) {
        List<Deployment> found = all.stream().filter(d -> has(d, colour)).toList();
        if (found.size() == 1) {
          known.put(colour, Optional.of(found.get(0)));
        }
      }
      return known;
    }

    private Optional<Deployment> byName(Colour colour) {
      return cluster
          .api()
          .get(Deployment.class, application.namespace(), name(application, colour))
          .filter(d -> has(d, colour));
    }

    private boolean has(Deployment deployment, Colour colour) {
      return colour.label().equals(Layout.labels(deployment).get(cluster.colorKey()));
    }
  }

  /** Patches behind the fence, as {@link Fences#write}. */
  Deployment patch(RolloutContext context, Deployment seen, Consumer<FencedPatch> change) {
    return Fences.write(cluster.api(), Deployment.class, seen, context.fence(), change);
  }

  /** Says what a Deployment that is not ready waits for, or that it waits in vain. */
  Progress<Nothing> waitFor(Application application, Deployment deployment) {
    Rises.Verdict verdict = rises.look(application, deployment, () -> troubles(deployment));
    String why = verdict.trouble().map(PodTrouble::reason).orElse("");
    if (verdict.hopeless()) {
      return failed(application, why);
    }
    return Progress.waiting(
        DeploymentReadiness.ready(deployment)
            + " of "
            + DeploymentReadiness.desired(deployment)
            + " pods of "
            + deployment.getMetadata().getName()
            + " are ready"
            + (why.isEmpty() ? "" : "; " + why),
        SOON);
  }

  /** Tells whether a Deployment is waited for, of which its slices tell nothing that counts yet. */
  boolean isRising(Application application) {
    return rises.isRising(application);
  }

  Progress<Nothing> failed(Application application, String why) {
    rises.forget(application);
    return Progress.failed(why);
  }

  Progress<Nothing> done(Application application) {
    rises.forget(application);
    return Progress.done();
  }

  /** Says what keeps a Deployment's pods from being ready, as its status and its pods tell. */
  Optional<String> trouble(Deployment deployment) {
    return DeploymentReadiness.refusal(deployment)
        .or(() -> troubles(deployment).stream().findFirst().map(PodTrouble::reason))
        .or(() -> DeploymentReadiness.failure(deployment));
  }

  /** Pods of an earlier template may still be ending; theirs is not this rollout's trouble. */
  private List<PodTrouble> troubles(Deployment deployment) {
    if (!DeploymentReadiness.isBegun(deployment)) {
      return List.of();
    }
    Map<String, String> selector = deployment.getSpec().getSelector().getMatchLabels();
    String rollout = rollout(deployment.getSpec().getTemplate().getMetadata().getAnnotations());
    return cluster.api().list(Pod.class, deployment.getMetadata().getNamespace(), selector).stream()
        .filter(p -> rollout(p.getMetadata().getAnnotations()).equals(rollout))
        .sorted(Comparator.comparing(p -> p.getMetadata().getName()))
        .flatMap(p -> PodTrouble.of(p).stream())
        .toList();
  }

  /** Returns how often containers have restarted in each pod of the colour. */
  Map<String, Integer> restarts(EnvironmentRequest request) {
    Application application = request.context().application();
    Map<String, String> labels = names(application).pods().getOrDefault(request.colour(), Map.of());
    return cluster.api().list(Pod.class, application.namespace(), labels).stream()
        .collect(Collectors.toMap(p -> p.getMetadata().getName(), PodTrouble::restarts));
  }

  private static String rollout(Map<String, String> annotations) {
    return annotations == null ? "" : annotations.getOrDefault(Marks.ROLLOUT, "");
  }
}
