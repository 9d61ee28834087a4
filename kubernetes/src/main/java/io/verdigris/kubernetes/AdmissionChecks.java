package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What keeps two Deployments from being what the rollout needs, found before anything changes.
 *
 * @param findings takes it; empty at first
 */
record AdmissionChecks(
    ClusterAccess cluster,
    ColourDeployments deployments,
    Layout layout,
    RolloutSpec spec,
    Optional<Colour> live,
    Colour to,
    List<Finding> findings) {

  AdmissionChecks(
      ClusterAccess cluster,
      ColourDeployments deployments,
      Layout layout,
      RolloutSpec spec,
      Optional<Colour> live,
      Colour to) {
    this(cluster, deployments, layout, spec, live, to, new ArrayList<>());
  }

  Admission admit() {
    layout.adoption().ifPresent(findings::add);
    findings.addAll(PinnedConfig.wrong(spec));
    findings.addAll(new AccessCheck(cluster.api(), namespace()).missing(Permissions.of(spec)));
    if (findings.isEmpty()) {
      checkColours();
    }
    int replicas = 0;
    if (findings.isEmpty()) {
      deployments.remember(layout);
    }
    if (findings.isEmpty()) {
      Blueprint blueprint = Blueprint.draw(cluster.api(), layout, spec, live, to);
      findings.addAll(blueprint.findings());
      if (findings.isEmpty() && blueprint.deployment().isPresent()) {
        replicas = replicas(blueprint.deployment().get());
        checkFits(blueprint.deployment().get(), replicas);
      }
    }
    List<PlannedCall> calls = new DeploymentCalls(layout, spec, live, to, replicas).all();
    return new Admission(findings, calls, Permissions.of(spec), List.of(), replicas);
  }

  private String namespace() {
    return layout.application().namespace();
  }

  /** The live colour's size; for a first installation what the manifest says. */
  private int replicas(Deployment wanted) {
    Optional<Deployment> source = live.flatMap(layout::deployment);
    return Math.max(1, DeploymentReadiness.desired(source.orElse(wanted)));
  }

  private void checkColours() {
    for (Colour colour : Colour.values()) {
      List<Deployment> all = layout.of(colour);
      if (all.size() > 1) {
        findings.add(
            new Finding(
                "Deployments of colour " + colour,
                Layout.names(all),
                "more than one has pods with the labels " + layout.selector(colour),
                "delete or relabel all but one"));
      } else {
        all.forEach(this::checkSelector);
      }
    }
    if (live.isPresent() && layout.of(live.get()).isEmpty()) {
      findings.add(
          new Finding(
              "service",
              layout.application().service(),
              "selects "
                  + layout.selector(live.get())
                  + ", but no Deployment's pods have these labels",
              "bring the live Deployment back, or correct the Service's selector"));
    }
    checkColourServices();
  }

  private void checkSelector(Deployment deployment) {
    Map<String, String> selector = deployment.getSpec().getSelector().getMatchLabels();
    if (selector == null || !selector.containsKey(layout.colorKey())) {
      findings.add(
          new Finding(
              "selector of " + Fences.describe(deployment),
              String.valueOf(selector),
              "does not name the colour, so that it would also match the other colour's pods",
              "create the Deployment anew with "
                  + layout.colorKey()
                  + " in spec.selector.matchLabels"));
    }
  }

  private void checkColourServices() {
    for (Colour colour : Colour.values()) {
      String name = Slices.service(layout.application(), colour);
      cluster
          .lately(Service.class, namespace(), name)
          .filter(s -> !Fences.label(s, Marks.MANAGED).equals("true"))
          .filter(s -> !Layout.selector(s).equals(layout.selector(colour)))
          .ifPresent(
              s ->
                  findings.add(
                      new Finding(
                          "service",
                          name,
                          "is needed for colour " + colour + ", but is somebody else's",
                          "rename or delete it")));
    }
  }

  private void checkFits(Deployment wanted, int replicas) {
    Optional<Deployment> existing = layout.deployment(to);
    int more = Math.max(0, replicas - existing.map(DeploymentReadiness::present).orElse(0));
    findings.addAll(
        new QuotaCheck(cluster.api(), namespace())
            .tooSmall(wanted.getSpec().getTemplate().getSpec(), more));
    existing
        .flatMap(
            d ->
                cluster
                    .api()
                    .refusesPatch(
                        Deployment.class,
                        d,
                        FencedPatch.of(d).set(wanted.getSpec().getTemplate(), "spec", "template")))
        .or(
            () ->
                existing.isPresent()
                    ? Optional.empty()
                    : cluster.api().refusesCreate(Deployment.class, wanted))
        .ifPresent(
            refusal ->
                findings.add(
                    new Finding(
                        "deployment",
                        wanted.getMetadata().getName(),
                        "the API server would refuse it: " + refusal,
                        "correct the image, variable or manifest that it names")));
  }
}
