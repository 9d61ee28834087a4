package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import io.verdigris.Application;
import io.verdigris.Change;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Environment;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Topology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each colour as a Deployment of its own, reached through a permanent Service of its own. */
final class DeploymentProvisioner implements EnvironmentProvisioner {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentProvisioner.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ClusterAccess cluster;
  private final ColourDeployments deployments;
  private final Moments<Application, Layout> observed;

  DeploymentProvisioner(ClusterAccess cluster, InstantSource clock) {
    this.cluster = cluster;
    this.deployments = new ColourDeployments(cluster, clock);
    this.observed = new Moments<>(clock);
  }

  @Override
  public Topology observe(Application application) {
    Optional<Layout> layout = Layout.admitted(cluster, application);
    layout.ifPresent(seen -> observed.keep(application, seen));
    return layout.map(DeploymentProvisioner::topology).orElseGet(() -> new Topology(Map.of()));
  }

  @Override
  public Optional<String> trouble(Application application, Colour colour) {
    return Layout.read(cluster, application)
        .flatMap(layout -> layout.of(colour).stream().findFirst())
        .flatMap(deployments::trouble);
  }

  private static Topology topology(Layout layout) {
    Map<Colour, Topology.Size> sizes = new EnumMap<>(Colour.class);
    for (Colour colour : Colour.values()) {
      layout.of(colour).stream().findFirst().ifPresent(d -> sizes.put(colour, size(d)));
    }
    return new Topology(sizes, layout.deployments().stream().mapToLong(Fences::of).max().orElse(0));
  }

  private static Topology.Size size(Deployment deployment) {
    return new Topology.Size(
        DeploymentReadiness.desired(deployment),
        DeploymentReadiness.ready(deployment),
        TemplateChange.images(deployment));
  }

  @Override
  public Admission admit(RolloutSpec spec, Optional<Colour> live, Colour to) {
    Application application = spec.application();
    // the engine has just observed it, and what is decided here is tested by each patch
    return observed
        .take(application)
        .or(() -> Layout.admitted(cluster, application))
        .map(layout -> new AdmissionChecks(cluster, deployments, layout, spec, live, to).admit())
        .orElseGet(() -> Admission.refused(List.of(Layout.missing(application))));
  }

  @Override
  public void claim(RolloutContext context) {
    Application application = context.application();
    // before the first read, which is then known
    for (Colour colour : Colour.values()) {
      String name = deployments.name(application, colour);
      String service = Slices.service(application, colour);
      cluster.wakes().onDeployment(application, name, context.wake());
      cluster.wakes().onSlices(application, service, unlessRising(context));
      cluster.wakes().onService(application, service, context.wake());
    }
    for (Deployment deployment : deployments.lately(application).there()) {
      Fences.claim(cluster.api(), Deployment.class, deployment, context.fence());
    }
  }

  private Runnable unlessRising(RolloutContext context) {
    return () -> {
      if (!deployments.isRising(context.application())) {
        context.wake().run();
      }
    };
  }

  @Override
  public Progress<Nothing> prepare(EnvironmentRequest request) {
    Layout layout = deployments.claimed(request.context().application());
    Optional<Finding> adoption = layout.adoption();
    if (adoption.isPresent()) {
      return Progress.failed(adoption.get().toString());
    }
    var services = new ColourServices(cluster, layout);
    for (Colour colour : Colour.values()) {
      Optional<String> wrong = services.ensure(colour);
      if (wrong.isPresent()) {
        return Progress.failed(wrong.get());
      }
    }
    Optional<Deployment> there = layout.deployment(request.colour());
    if (there.isPresent()) {
      return prepared(request, there.get());
    }
    Blueprint blueprint = draw(layout, request);
    return blueprint
        .deployment()
        .filter(d -> blueprint.findings().isEmpty())
        .map(d -> create(request, d))
        .orElseGet(() -> Progress.failed(blueprint.findings().toString()));
  }

  /** This rollout has deployed nothing yet, so its mark is that of another with the same number. */
  private Progress<Nothing> prepared(EnvironmentRequest request, Deployment there) {
    if (isMarked(request, there)) {
      deployments.patch(request.context(), there, patch -> patch.forget(Marks.ROLLOUT));
    }
    return Progress.done();
  }

  private static boolean isMarked(EnvironmentRequest request, Deployment deployment) {
    return Fences.annotation(deployment, Marks.ROLLOUT).equals(request.context().rollout());
  }

  /** Without pods at first: those come by a patch, which tests the fence. */
  private Progress<Nothing> create(EnvironmentRequest request, Deployment deployment) {
    deployment.getSpec().setReplicas(0);
    var meta = deployment.getMetadata();
    meta.setAnnotations(
        TemplateChange.annotated(meta, Marks.FENCE, Long.toString(request.context().fence())));
    if (cluster.api().create(Deployment.class, deployment).isPresent()) {
      return Progress.done();
    }
    // it came since the admission, or was an earlier owner's; claims come before each patch
    return deployments
        .read(request.context().application())
        .deployment(request.colour())
        .map(there -> prepared(request, there))
        .orElseGet(
            () ->
                Progress.failed(
                    Fences.describe(deployment)
                        + " exists, but its pods do not have the labels of colour "
                        + request.colour()
                        + "; delete or rename it"));
  }

  private Blueprint draw(Layout layout, EnvironmentRequest request) {
    return Blueprint.draw(cluster.api(), layout, request.spec(), request.live(), request.colour());
  }

  @Override
  public Progress<Nothing> deploy(EnvironmentRequest request) {
    Application application = request.context().application();
    ColourDeployments.Pair lately = deployments.lately(application);
    boolean deployed = lately.of(request.colour()).filter(d -> isMarked(request, d)).isPresent();
    // a new template is drawn from what is read now
    ColourDeployments.Pair pair = deployed ? lately : deployments.pair(application);
    Optional<Deployment> found = pair.of(request.colour());
    if (found.isEmpty()) {
      return Progress.failed(gone(request));
    }
    int size = size(request, pair);
    Deployment deployment = found.get();
    Fences.refuseHigher(deployment, request.context().fence());
    if (isMarked(request, deployment)) {
      return rising(request, grown(request, deployment, size));
    }
    Blueprint blueprint = draw(deployments.layout(application, pair), request);
    return blueprint.deployment().isEmpty() || !blueprint.findings().isEmpty()
        ? Progress.failed(blueprint.findings().toString())
        : rising(
            request,
            renewed(request, pair, renew(request, deployment, blueprint.deployment().get(), size)));
  }

  /** What the colour referred to before is of no use any more. */
  private Deployment renewed(
      EnvironmentRequest request, ColourDeployments.Pair pair, Deployment deployment) {
    if (PinnedConfig.isAsked(request.spec())) {
      List<Deployment> both =
          Stream.concat(Stream.of(deployment), pair.of(request.colour().other()).stream()).toList();
      new ConfigCopies(cluster.api(), request.context()).prune(both);
    }
    return deployment;
  }

  /** The live colour may have been scaled since the rollout began. */
  private static int size(EnvironmentRequest request, ColourDeployments.Pair pair) {
    return request
        .live()
        .filter(live -> live != request.colour())
        .flatMap(pair::of)
        .map(live -> Math.max(request.replicas(), DeploymentReadiness.desired(live)))
        .orElse(request.replicas());
  }

  private Deployment renew(
      EnvironmentRequest request, Deployment deployment, Deployment wanted, int size) {
    var template = wanted.getSpec().getTemplate();
    if (!(request.spec().change() instanceof Change.Previous)) {
      var meta = template.getMetadata();
      meta.setAnnotations(
          TemplateChange.annotated(meta, Marks.ROLLOUT, request.context().rollout()));
      if (PinnedConfig.isAsked(request.spec())) {
        new ConfigCopies(cluster.api(), request.context()).pin(template, deployment);
      }
    }
    return deployments.patch(
        request.context(),
        deployment,
        patch -> {
          patch
              .set(template, "spec", "template")
              .set(size, "spec", "replicas")
              .set(wanted.getSpec().getMinReadySeconds(), "spec", "minReadySeconds")
              .annotate(Marks.ROLLOUT, request.context().rollout())
              .forget(Marks.FAILED);
          Optional.ofNullable(wanted.getSpec().getStrategy())
              .ifPresent(strategy -> patch.set(strategy, "spec", "strategy"));
        });
  }

  private Deployment grown(EnvironmentRequest request, Deployment deployment, int size) {
    return DeploymentReadiness.desired(deployment) >= size
        ? deployment
        : scale(request, deployment, size);
  }

  private Deployment scale(EnvironmentRequest request, Deployment deployment, int replicas) {
    return deployments.patch(
        request.context(), deployment, patch -> patch.set(replicas, "spec", "replicas"));
  }

  private Progress<Nothing> rising(EnvironmentRequest request, Deployment deployment) {
    Application application = request.context().application();
    if (DeploymentReadiness.isReady(deployment)) {
      return deployments.done(application);
    }
    return DeploymentReadiness.failure(deployment)
        .map(why -> deployments.failed(application, Fences.describe(deployment) + ": " + why))
        .orElseGet(() -> deployments.waitFor(application, deployment));
  }

  @Override
  public Progress<Nothing> restore(EnvironmentRequest request) {
    Optional<Deployment> found = owned(request);
    if (found.isEmpty()) {
      return Progress.failed(gone(request));
    }
    if (isOld(request) && Autoscaler.isFollowing(request.spec())) {
      takeOver(request, found.get());
    } else {
      grown(request, found.get(), request.replicas());
    }
    return Progress.done();
  }

  /** An autoscaler may have given the new colour more pods than the old one had at the switch. */
  private void takeOver(EnvironmentRequest request, Deployment old) {
    Application application = request.context().application();
    String other = deployments.name(application, request.colour().other());
    int there =
        cluster
            .api()
            .get(Deployment.class, application.namespace(), other)
            .map(DeploymentReadiness::desired)
            .orElse(0);
    Deployment unused = grown(request, old, Math.max(request.replicas(), there));
    int changed =
        new Autoscalers(cluster.api(), application.namespace())
            .point(List.of(other), old.getMetadata().getName(), request.context().fence());
    LOG.debug(
        "rollout={} autoscalers that size {} again: {}",
        request.context().rollout(),
        old.getMetadata().getName(),
        changed);
  }

  /** Whoever has lost the application learns it even where there is nothing to write. */
  private Optional<Deployment> owned(EnvironmentRequest request) {
    Optional<Deployment> found = find(request);
    found.ifPresent(d -> Fences.refuseHigher(d, request.context().fence()));
    return found;
  }

  private Optional<Deployment> find(EnvironmentRequest request) {
    return deployments.pair(request).of(request.colour());
  }

  @Override
  public Progress<Environment> serving(EnvironmentRequest request) {
    Supplier<Slices> slices = deployments.slices(request);
    ColourDeployments.Pair pair = deployments.pair(request);
    Optional<Deployment> found = pair.of(request.colour());
    if (found.isEmpty()) {
      return Progress.failed(gone(request));
    }
    int size = size(request, pair);
    Deployment deployment = found.get();
    return !isOld(request) && DeploymentReadiness.desired(deployment) < size
        ? Progress.waiting(
            Fences.describe(deployment)
                + " shall have "
                + size
                + " pods, but is asked for "
                + DeploymentReadiness.desired(deployment),
            SOON)
        : listed(request, slices.get(), deployment);
  }

  /** The way back must not wait for more of the old colour than it has. */
  private static boolean isOld(EnvironmentRequest request) {
    return request.live().filter(request.colour()::equals).isPresent();
  }

  private Progress<Environment> listed(
      EnvironmentRequest request, Slices slices, Deployment deployment) {
    Environment environment = environment(request, slices, DeploymentReadiness.desired(deployment));
    boolean exact =
        environment.ready() == environment.desired()
            && DeploymentReadiness.present(deployment) == environment.desired()
            && slices.others().isEmpty();
    if (exact) {
      deployments.done(request.context().application());
      return Progress.done(environment);
    }
    return Progress.waiting(
        "the slices of "
            + slices.service()
            + " list "
            + environment.ready()
            + " ready pods of "
            + environment.desired()
            + (slices.others().isEmpty() ? "" : ", not ready: " + slices.others()),
        SOON);
  }

  @Override
  public Environment ready(EnvironmentRequest request) {
    Supplier<Slices> slices = deployments.slices(request);
    Optional<Deployment> found = find(request);
    return environment(request, slices.get(), found.map(DeploymentReadiness::desired).orElse(0));
  }

  @Override
  public Map<String, Integer> restarts(EnvironmentRequest request) {
    return deployments.restarts(request);
  }

  private Environment environment(EnvironmentRequest request, Slices slices, int desired) {
    int port = slices.port(deployments.portName(request.context().application())).orElse(0);
    return new Environment(request.colour(), slices.service(), port, desired, slices.ready());
  }

  @Override
  public Progress<Nothing> decommission(EnvironmentRequest request) {
    deployments.done(request.context().application());
    Optional<Deployment> found = owned(request);
    if (found.isEmpty() || isUntouched(request, found.get())) {
      return Progress.done();
    }
    Deployment deployment = found.get();
    String rollout = request.context().rollout();
    boolean unmarked =
        !isOld(request) && !Fences.annotation(deployment, Marks.FAILED).equals(rollout);
    int before = DeploymentReadiness.desired(deployment);
    if (unmarked || before > 0) {
      refuseIfLive(request);
      Deployment scaled =
          deployments.patch(
              request.context(),
              deployment,
              patch -> {
                patch.set(0, "spec", "replicas");
                if (unmarked) {
                  patch.annotate(Marks.FAILED, rollout);
                }
              });
      if (before > 0) {
        undoIfLive(request, scaled, before);
      }
    }
    return Progress.done();
  }

  /** No patch tests two objects: somebody may have moved traffic here just after the look. */
  private void undoIfLive(EnvironmentRequest request, Deployment scaled, int before) {
    try {
      refuseIfLive(request);
    } catch (ForeignChangeException e) {
      scale(request, scaled, before);
      throw new ForeignChangeException(
          e.getMessage() + " and was for a moment; it is given its " + before + " pods again", e);
    }
  }

  /** A rollout that ended before it deployed anything leaves the version before as it was. */
  private static boolean isUntouched(EnvironmentRequest request, Deployment deployment) {
    return !isOld(request) && !isMarked(request, deployment);
  }

  private void refuseIfLive(EnvironmentRequest request) {
    new LiveCheck(cluster, request.context().application()).refuseIfLive(request.colour());
  }

  /**
   * New pods in place of the old ones close the connections; all at once, since waiting for bad
   * pods to become ready could last for ever. Then the colour's own Service lets go of them too.
   */
  @Override
  public Progress<Nothing> quarantine(EnvironmentRequest request) {
    deployments.done(request.context().application());
    Optional<Deployment> found = owned(request);
    if (found.isEmpty() || isUntouched(request, found.get())) {
      return Progress.done();
    }
    String rollout = request.context().rollout();
    Deployment deployment = found.get();
    var meta = deployment.getSpec().getTemplate().getMetadata();
    var annotations = TemplateChange.annotated(meta, Marks.QUARANTINED, rollout);
    if (!annotations.equals(meta.getAnnotations())) {
      refuseIfLive(request);
      var recreate = new DeploymentStrategyBuilder().withType("Recreate").build();
      deployment =
          deployments.patch(
              request.context(),
              deployment,
              patch ->
                  patch
                      .set(recreate, "spec", "strategy")
                      .set(annotations, "spec", "template", "metadata", "annotations")
                      .annotate(Marks.FAILED, rollout));
    }
    ColourServices.detach(cluster.api(), request.context().application(), request.colour());
    return DeploymentReadiness.isReplaced(deployment)
        ? Progress.done()
        : Progress.waiting("the old pods of " + request.colour() + " are ending", SOON);
  }

  private static String gone(EnvironmentRequest request) {
    return "no Deployment has pods of colour "
        + request.colour()
        + " of "
        + request.context().application()
        + "; somebody deleted or relabelled it";
  }
}
