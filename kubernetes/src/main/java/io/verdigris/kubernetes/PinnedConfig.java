package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.ConfigReferences.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Has the pods of each colour keep the ConfigMaps and Secrets that they began with, though others
 * are put in their place for the next version: pods that are made anew in the old colour then do
 * not begin with what was meant for the new one, and the way back leads to what was there before.
 *
 * <p>In DEPLOY each ConfigMap and Secret that the new pods refer to, as files or as environment, is
 * copied to an immutable one, {@code web-config-0123456789} with a hash of its content, and the
 * pods refer to that. What is immutable already, or is not there, is left as it is. Copies that
 * neither colour refers to any more go in a later rollout's DEPLOY; the rest with the Deployments,
 * which own them.
 */
public final class PinnedConfig {
  /** The provisioner's setting: {@code true} or {@code false}, which is the default. */
  public static final String SETTING = "pin-config";

  /** Pod annotation with what the copies that the pods refer to were made of. */
  static final String COPIES = "verdigris.io/pinned";

  private PinnedConfig() {}

  /** Returns the extension that pins. */
  public static Extension extension() {
    return Extension.of(
        Extension.Kind.PROVISIONER, DeploymentProvisionerProvider.ID, Map.of(SETTING, "true"));
  }

  static boolean isAsked(RolloutSpec spec) {
    return spec.extensions(Extension.Kind.PROVISIONER).stream()
        .anyMatch(e -> "true".equals(e.settings().get(SETTING)));
  }

  /** Says which settings of the provisioner cannot be. */
  static List<Finding> wrong(RolloutSpec spec) {
    return spec.extensions(Extension.Kind.PROVISIONER).stream()
        .flatMap(e -> e.settings().entrySet().stream())
        .filter(e -> !e.getKey().equals(SETTING) || !e.getValue().matches("true|false"))
        .map(
            e ->
                new Finding(
                    "setting " + e.getKey() + " of " + DeploymentProvisionerProvider.ID,
                    e.getValue(),
                    "the only setting is " + SETTING + ", which is true or false",
                    "correct or remove it"))
        .toList();
  }

  /** Has pods refer to what the copies were made of; does nothing where there are none. */
  public static void release(PodTemplateSpec template) {
    ObjectMeta meta = template.getMetadata();
    Map<String, String> annotations = meta.getAnnotations();
    if (annotations == null || !annotations.containsKey(COPIES)) {
      return;
    }
    Map<String, String> sources = read(annotations.getOrDefault(COPIES, ""));
    ConfigReferences.rename(
        template.getSpec(),
        ref -> Optional.ofNullable(sources.get(ref.toString())).map(ref::named).orElse(ref));
    var rest = new TreeMap<>(annotations);
    rest.remove(COPIES);
    meta.setAnnotations(rest);
  }

  /** Has pods refer to copies, and notes what those were made of. */
  static void hold(PodTemplateSpec template, Map<Reference, String> copies) {
    if (copies.isEmpty()) {
      return;
    }
    ConfigReferences.rename(
        template.getSpec(),
        ref -> Optional.ofNullable(copies.get(ref)).map(ref::named).orElse(ref));
    template
        .getMetadata()
        .setAnnotations(TemplateChange.annotated(template.getMetadata(), COPIES, write(copies)));
  }

  private static String write(Map<Reference, String> copies) {
    return new TreeMap<>(copies)
        .entrySet().stream()
            .map(e -> e.getKey().named(e.getValue()) + "=" + e.getKey().name())
            .collect(Collectors.joining(" "));
  }

  private static Map<String, String> read(String text) {
    var sources = new HashMap<String, String>();
    for (String pair : text.split(" ", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        sources.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return sources;
  }
}
