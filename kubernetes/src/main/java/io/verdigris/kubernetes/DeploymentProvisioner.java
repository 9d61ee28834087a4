package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import io.verdigris.Application;
import io.verdigris.Change;
import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Environment;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Topology;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Runs each colour as a Deployment of its own, reached through a permanent Service of its own. */
final class DeploymentProvisioner implements EnvironmentProvisioner {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ClusterAccess cluster;
  private final ColourDeployments deployments;

  DeploymentProvisioner(ClusterAccess cluster) {
    this.cluster = cluster;
    this.deployments = new ColourDeployments(cluster);
  }

  @Override
  public Topology observe(Application application) {
    Map<Colour, Topology.Size> sizes = new EnumMap<>(Colour.class);
    Layout.read(cluster, application)
        .ifPresent(
            layout -> {
              for (Colour colour : Colour.values()) {
                layout.of(colour).stream().findFirst().ifPresent(d -> sizes.put(colour, size(d)));
              }
            });
    return new Topology(sizes);
  }

  private static Topology.Size size(Deployment deployment) {
    return new Topology.Size(
        DeploymentReadiness.desired(deployment),
        DeploymentReadiness.ready(deployment),
        TemplateChange.images(deployment));
  }

  @Override
  public Admission admit(RolloutSpec spec, Optional<Colour> live, Colour to) {
    return new AdmissionChecks(cluster).admit(spec, live, to);
  }

  @Override
  public void claim(RolloutContext context) {
    Application application = context.application();
    Layout layout = deployments.read(application);
    for (Deployment deployment : layout.deployments()) {
      Fences.claim(cluster.api(), Deployment.class, deployment, context.fence());
    }
    for (Colour colour : Colour.values()) {
      cluster.wakes().onDeployment(application, layout.deploymentName(colour), context.wake());
      cluster.wakes().onSlices(application, Slices.service(application, colour), context.wake());
    }
  }

  @Override
  public Progress<Nothing> prepare(EnvironmentRequest request) {
    Layout layout = deployments.read(request.context().application());
    var services = new ColourServices(cluster.api(), layout);
    for (Colour colour : Colour.values()) {
      Optional<String> wrong = services.ensure(colour);
      if (wrong.isPresent()) {
        return Progress.failed(wrong.get());
      }
    }
    if (layout.deployment(request.colour()).isPresent()) {
      return Progress.done();
    }
    Blueprint blueprint = draw(layout, request);
    return blueprint
        .deployment()
        .filter(d -> blueprint.findings().isEmpty())
        .map(d -> create(request, d))
        .orElseGet(() -> Progress.failed(blueprint.findings().toString()));
  }

  /** Without pods at first: those come by a patch, which tests the fence. */
  private Progress<Nothing> create(EnvironmentRequest request, Deployment deployment) {
    deployment.getSpec().setReplicas(0);
    var meta = deployment.getMetadata();
    meta.setAnnotations(
        TemplateChange.annotated(meta, Marks.FENCE, Long.toString(request.context().fence())));
    return cluster.api().create(Deployment.class, deployment).isPresent()
        ? Progress.done()
        : Progress.failed(
            Fences.describe(deployment)
                + " exists, but its pods do not have the labels of colour "
                + request.colour()
                + "; delete or rename it");
  }

  private Blueprint draw(Layout layout, EnvironmentRequest request) {
    return Blueprint.draw(cluster.api(), layout, request.spec(), request.live(), request.colour());
  }

  @Override
  public Progress<Nothing> deploy(EnvironmentRequest request) {
    Optional<Deployment> found = deployments.find(request);
    if (found.isEmpty()) {
      return Progress.failed(gone(request));
    }
    Deployment deployment = found.get();
    if (Fences.annotation(deployment, Marks.ROLLOUT).equals(request.context().rollout())) {
      return rising(scaled(request, deployment));
    }
    Blueprint blueprint = draw(deployments.read(request.context().application()), request);
    return blueprint.deployment().isEmpty() || !blueprint.findings().isEmpty()
        ? Progress.failed(blueprint.findings().toString())
        : rising(renew(request, deployment, blueprint.deployment().get()));
  }

  private Deployment renew(EnvironmentRequest request, Deployment deployment, Deployment wanted) {
    String rollout = request.context().rollout();
    var template = wanted.getSpec().getTemplate();
    if (!(request.spec().change() instanceof Change.Previous)) {
      var meta = template.getMetadata();
      meta.setAnnotations(TemplateChange.annotated(meta, Marks.ROLLOUT, rollout));
    }
    return deployments.patch(
        request.context(),
        deployment,
        patch -> {
          patch
              .set(template, "spec", "template")
              .set(request.replicas(), "spec", "replicas")
              .set(wanted.getSpec().getMinReadySeconds(), "spec", "minReadySeconds")
              .annotate(Marks.ROLLOUT, rollout);
          Optional.ofNullable(wanted.getSpec().getStrategy())
              .ifPresent(strategy -> patch.set(strategy, "spec", "strategy"));
        });
  }

  private Deployment scaled(EnvironmentRequest request, Deployment deployment) {
    return DeploymentReadiness.desired(deployment) == request.replicas()
        ? deployment
        : scale(request, deployment, request.replicas());
  }

  private Deployment scale(EnvironmentRequest request, Deployment deployment, int replicas) {
    return deployments.patch(
        request.context(), deployment, patch -> patch.set(replicas, "spec", "replicas"));
  }

  private Progress<Nothing> rising(Deployment deployment) {
    if (DeploymentReadiness.isReady(deployment)) {
      return Progress.done();
    }
    return DeploymentReadiness.failure(deployment)
        .map(why -> Progress.<Nothing>failed(Fences.describe(deployment) + ": " + why))
        .orElseGet(() -> deployments.waitFor(deployment));
  }

  @Override
  public Progress<Nothing> restore(EnvironmentRequest request) {
    Optional<Deployment> found = deployments.find(request);
    if (found.isEmpty()) {
      return Progress.failed(gone(request));
    }
    if (DeploymentReadiness.desired(found.get()) < request.replicas()) {
      scale(request, found.get(), request.replicas());
    }
    return Progress.done();
  }

  @Override
  public Progress<Environment> serving(EnvironmentRequest request) {
    Optional<Deployment> found = deployments.find(request);
    if (found.isEmpty()) {
      return Progress.failed(gone(request));
    }
    Slices slices = deployments.slices(request);
    Environment environment = environment(request, slices, found.get());
    boolean exact =
        environment.ready() == environment.desired()
            && DeploymentReadiness.present(found.get()) == environment.desired()
            && slices.others().isEmpty();
    return exact
        ? Progress.done(environment)
        : Progress.waiting(
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
    Slices slices = deployments.slices(request);
    return deployments
        .find(request)
        .map(d -> environment(request, slices, d))
        .orElseGet(() -> environment(request, slices, request.replicas()));
  }

  private Environment environment(EnvironmentRequest request, Slices slices, Deployment d) {
    return environment(request, slices, DeploymentReadiness.desired(d));
  }

  private Environment environment(EnvironmentRequest request, Slices slices, int desired) {
    int port = slices.port(deployments.portName(request.context().application())).orElse(0);
    return new Environment(request.colour(), slices.service(), port, desired, slices.ready());
  }

  @Override
  public Progress<Nothing> decommission(EnvironmentRequest request) {
    Optional<Deployment> found =
        deployments.find(request).filter(d -> DeploymentReadiness.desired(d) > 0);
    if (found.isPresent()) {
      refuseIfLive(request);
      scale(request, found.get(), 0);
    }
    return Progress.done();
  }

  private void refuseIfLive(EnvironmentRequest request) {
    new LiveCheck(cluster, request.context().application()).refuseIfLive(request.colour());
  }

  /**
   * Only the colour's own Service selects the pods by now. New pods in place of the old ones close
   * the connections; all at once, since waiting for bad pods to become ready could last for ever.
   */
  @Override
  public Progress<Nothing> quarantine(EnvironmentRequest request) {
    Optional<Deployment> found = deployments.find(request);
    if (found.isEmpty()) {
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
                      .set(annotations, "spec", "template", "metadata", "annotations"));
    }
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
