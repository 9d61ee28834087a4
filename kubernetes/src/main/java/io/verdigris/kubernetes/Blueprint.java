package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.verdigris.Change;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.RolloutSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Deployment that the new colour shall have, drawn from the live one or from a manifest.
 *
 * @param deployment the Deployment but for replicas and fence; empty when it could not be drawn
 * @param findings what is wrong with it
 */
record Blueprint(Optional<Deployment> deployment, List<Finding> findings) {

  static Blueprint draw(
      ApiServer api, Layout layout, RolloutSpec spec, Optional<Colour> live, Colour to) {
    return new Draft(api, layout, spec, live, to).draw();
  }

  private record Draft(
      ApiServer api,
      Layout layout,
      RolloutSpec spec,
      Optional<Colour> live,
      Colour to,
      List<Finding> findings) {
    Draft(ApiServer api, Layout layout, RolloutSpec spec, Optional<Colour> live, Colour to) {
      this(api, layout, spec, live, to, new ArrayList<>());
    }

    Blueprint draw() {
      Optional<Deployment> drawn = source().map(this::fit);
      return new Blueprint(drawn, List.copyOf(findings));
    }

    private Optional<Deployment> source() {
      if (spec.change() instanceof Change.Manifest manifest) {
        return new Manifest(api, layout, to).read(manifest.yaml(), findings);
      } else if (spec.change() instanceof Change.Template template) {
        Optional<Deployment> source = liveDeployment().map(api::copy).map(this::bare);
        source.ifPresent(d -> PinnedConfig.release(d.getSpec().getTemplate()));
        source.ifPresent(d -> new TemplateChange(layout, findings).apply(template, d));
        return source;
      }
      return previous();
    }

    private Optional<Deployment> liveDeployment() {
      Colour source = live.orElse(to.other());
      Optional<Deployment> found = layout.deployment(source);
      if (found.isEmpty()) {
        findings.add(
            new Finding(
                "service",
                layout.application().service(),
                "no Deployment's pods have the labels " + layout.selector(source),
                live.isPresent()
                    ? "bring the live Deployment back, or correct the Service's selector"
                    : "give a Deployment manifest for the first installation"));
      }
      return found;
    }

    private Optional<Deployment> previous() {
      Optional<Deployment> idle = layout.deployment(to);
      if (idle.isEmpty()) {
        findings.add(
            new Finding(
                "change",
                "previous version",
                "there is no Deployment of colour " + to + " to bring back",
                "name an image or a manifest instead"));
      }
      idle.ifPresent(this::checkGood);
      return idle.map(api::copy);
    }

    /** The template of a rollout that failed is not the version before, though it came last. */
    private void checkGood(Deployment idle) {
      String failed = Fences.annotation(idle, Marks.FAILED);
      if (!failed.isEmpty()) {
        findings.add(
            new Finding(
                "change",
                "previous version",
                Fences.describe(idle) + " has the version that failed in rollout " + failed,
                "name the image or manifest to go to instead; or, if that version was not to blame,"
                    + " remove annotation "
                    + Marks.FAILED
                    + " from it"));
      }
    }

    /** Keeps of a Deployment what its successor shall have too. */
    private Deployment bare(Deployment source) {
      Map<String, String> labels = source.getMetadata().getLabels();
      return new DeploymentBuilder()
          .withNewMetadata()
          .withLabels(labels == null ? Map.of() : labels)
          .endMetadata()
          .withSpec(source.getSpec())
          .build();
    }

    /** Gives the Deployment its place: name, colour and selector. */
    private Deployment fit(Deployment deployment) {
      Optional<Deployment> existing = layout.deployment(to);
      var meta = deployment.getMetadata();
      meta.setNamespace(layout.application().namespace());
      meta.setName(layout.deploymentName(to));
      meta.setLabels(labels(meta.getLabels()));
      DeploymentSpec wanted = deployment.getSpec();
      wanted.setMinReadySeconds(Math.toIntExact(spec.timings().minReady().toSeconds()));
      wanted.setPaused(null);
      var template = wanted.getTemplate().getMetadata();
      template.setLabels(with(template.getLabels(), layout.colorKey(), to.label()));
      wanted
          .getSelector()
          .setMatchLabels(
              existing
                  .map(d -> d.getSpec().getSelector().getMatchLabels())
                  .orElseGet(
                      () ->
                          with(
                              wanted.getSelector().getMatchLabels(),
                              layout.colorKey(),
                              to.label())));
      return deployment;
    }

    /** The labels that pods are selected by, so that lists of Deployments can be narrowed. */
    private Map<String, String> labels(Map<String, String> given) {
      var labels = new HashMap<String, String>(given == null ? Map.of() : given);
      labels.putAll(layout.selector(to));
      return labels;
    }

    private static Map<String, String> with(Map<String, String> labels, String key, String value) {
      var copy = new HashMap<String, String>(labels == null ? Map.of() : labels);
      copy.put(key, value);
      return copy;
    }
  }
}
