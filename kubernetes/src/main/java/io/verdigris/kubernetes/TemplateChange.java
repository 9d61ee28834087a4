package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Change;
import io.verdigris.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Changes images, environment and labels of a pod template, and says what cannot be changed. */
record TemplateChange(Layout layout, List<Finding> findings) {

  void apply(Change.Template change, Deployment deployment) {
    PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    change
        .images()
        .forEach((name, image) -> container(pod, name, "image").ifPresent(c -> c.setImage(image)));
    change
        .env()
        .forEach(
            (name, env) ->
                container(pod, name, "env").ifPresent(c -> env.forEach((k, v) -> set(c, k, v))));
    change
        .labels()
        .forEach(
            (key, value) -> label(deployment.getSpec().getTemplate().getMetadata(), key, value));
  }

  private Optional<Container> container(PodSpec pod, String name, String field) {
    List<Container> all = containers(pod);
    Optional<Container> found = all.stream().filter(c -> name.equals(c.getName())).findFirst();
    if (found.isEmpty()) {
      findings.add(
          new Finding(
              field + " of container",
              name,
              "the live Deployment has no such container",
              "name one of " + all.stream().map(Container::getName).toList()));
    }
    return found;
  }

  static List<Container> containers(PodSpec pod) {
    return Stream.of(pod.getContainers(), pod.getInitContainers())
        .flatMap(list -> list == null ? Stream.of() : list.stream())
        .toList();
  }

  private static void set(Container container, String name, String value) {
    var env = new ArrayList<EnvVar>(container.getEnv() == null ? List.of() : container.getEnv());
    EnvVar variable = new EnvVarBuilder().withName(name).withValue(value).build();
    int at = env.stream().map(EnvVar::getName).toList().indexOf(name);
    if (at < 0) {
      env.add(variable);
    } else {
      env.set(at, variable);
    }
    container.setEnv(env);
  }

  private void label(ObjectMeta meta, String key, String value) {
    if (key.equals(layout.colorKey()) || layout.base().containsKey(key)) {
      findings.add(
          new Finding(
              "label",
              key,
              "the Service selects by it, so it cannot be changed",
              "choose another label"));
      return;
    }
    var labels =
        new HashMap<String, String>(meta.getLabels() == null ? Map.of() : meta.getLabels());
    labels.put(key, value);
    meta.setLabels(labels);
  }

  /** Returns the template's images, separated by spaces. */
  static String images(Deployment deployment) {
    List<Container> containers = deployment.getSpec().getTemplate().getSpec().getContainers();
    return String.join(" ", containers.stream().map(Container::getImage).toList());
  }

  /** Returns the annotations with one more. */
  static Map<String, String> annotated(ObjectMeta meta, String key, String value) {
    var annotations =
        new HashMap<String, String>(
            meta.getAnnotations() == null ? Map.of() : meta.getAnnotations());
    annotations.put(key, value);
    return annotations;
  }
}
