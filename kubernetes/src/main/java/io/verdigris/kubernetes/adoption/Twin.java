package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.verdigris.Colour;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.kubernetes.PinnedConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Draws the Deployment that runs the same pods as another, but for the label with the colour.
 *
 * @param base the labels that the stable Service selects beside the colour
 */
record Twin(ApiServer api, String colorKey, Map<String, String> base) {
  private static final String OURS = "verdigris.io/";

  /** Labels by which tools know what they may delete again. */
  private static final List<String> OWNERS =
      List.of(
          "argocd.argoproj.io/",
          "kustomize.toolkit.fluxcd.io/",
          "helm.toolkit.fluxcd.io/",
          "app.kubernetes.io/managed-by");

  Deployment coloured(Deployment plain, String name, Colour colour) {
    Deployment twin = bare(plain, name);
    labels(twin.getMetadata()).putAll(base);
    labels(twin.getMetadata()).put(colorKey, colour.label());
    labels(twin.getSpec().getTemplate().getMetadata()).put(colorKey, colour.label());
    selector(twin).put(colorKey, colour.label());
    return twin;
  }

  Deployment plain(Deployment coloured, String name) {
    Deployment twin = bare(coloured, name);
    labels(twin.getMetadata()).remove(colorKey);
    ObjectMeta pods = twin.getSpec().getTemplate().getMetadata();
    labels(pods).remove(colorKey);
    PinnedConfig.release(twin.getSpec().getTemplate());
    pods.setAnnotations(foreign(pods.getAnnotations()));
    selector(twin).remove(colorKey);
    if (selector(twin).isEmpty()) {
      selector(twin).putAll(base);
    }
    return twin;
  }

  /** Tells whether the two run the same pods. */
  boolean isSame(Deployment one, Deployment other) {
    return one.getSpec().getTemplate().equals(other.getSpec().getTemplate());
  }

  private Deployment bare(Deployment source, String name) {
    Deployment copy = api.copy(source);
    var kept = new HashMap<String, String>();
    Optional.ofNullable(copy.getMetadata().getLabels())
        .orElse(Map.of())
        .forEach(
            (key, value) -> {
              if (OWNERS.stream().noneMatch(key::startsWith) && !key.startsWith(OURS)) {
                kept.put(key, value);
              }
            });
    Deployment twin =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace(copy.getMetadata().getNamespace())
            .withName(name)
            .withLabels(kept)
            .endMetadata()
            .withSpec(copy.getSpec())
            .build();
    twin.getSpec().setPaused(null);
    ObjectMeta pods = twin.getSpec().getTemplate().getMetadata();
    pods.setLabels(new TreeMap<>(labels(pods)));
    return twin;
  }

  /** Empty maps and none at all are the same to the API server, but not when compared. */
  private static Map<String, String> foreign(Map<String, String> annotations) {
    var kept = new TreeMap<>(annotations == null ? Map.of() : annotations);
    kept.keySet().removeIf(key -> key.startsWith(OURS));
    return kept;
  }

  private static Map<String, String> labels(ObjectMeta meta) {
    if (meta.getLabels() == null) {
      meta.setLabels(new HashMap<>());
    }
    return meta.getLabels();
  }

  private static Map<String, String> selector(Deployment deployment) {
    var selector = deployment.getSpec().getSelector();
    if (selector.getMatchLabels() == null) {
      selector.setMatchLabels(new HashMap<>());
    }
    return selector.getMatchLabels();
  }
}
