package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The ConfigMaps and Secrets that pods are given as files and as environment. */
final class ConfigReferences {
  private ConfigReferences() {}

  /**
   * Names one.
   *
   * @param secret whether it is a Secret, else a ConfigMap
   */
  record Reference(boolean secret, String name) implements Comparable<Reference> {
    Reference named(String other) {
      return new Reference(secret, other);
    }

    @Override
    public int compareTo(Reference other) {
      return toString().compareTo(other.toString());
    }

    /** Returns the text by which annotations name it. */
    @Override
    public String toString() {
      return (secret ? "secret/" : "configmap/") + name;
    }
  }

  /** Returns all that pods refer to. */
  static Set<Reference> of(PodSpec pod) {
    var found = new TreeSet<Reference>();
    rename(
        pod,
        reference -> {
          found.add(reference);
          return reference;
        });
    return found;
  }

  /** Has pods refer to others by each reference. */
  static void rename(PodSpec pod, UnaryOperator<Reference> naming) {
    var names = new Renaming(naming);
    each(pod.getVolumes()).forEach(names::volume);
    Stream.concat(each(pod.getContainers()), each(pod.getInitContainers()))
        .forEach(names::container);
  }

  private static <T> Stream<T> each(Collection<T> items) {
    return items == null ? Stream.of() : items.stream();
  }

  private record Renaming(UnaryOperator<Reference> naming) {
    private String name(boolean secret, String name) {
      return name == null ? name : naming.apply(new Reference(secret, name)).name();
    }

    void volume(Volume volume) {
      ConfigMapVolumeSource map = volume.getConfigMap();
      SecretVolumeSource secret = volume.getSecret();
      if (map != null) {
        map.setName(name(false, map.getName()));
      } else if (secret != null) {
        secret.setSecretName(name(true, secret.getSecretName()));
      } else if (volume.getProjected() != null) {
        each(volume.getProjected().getSources()).forEach(this::projection);
      }
    }

    private void projection(VolumeProjection source) {
      Optional.ofNullable(source.getConfigMap())
          .ifPresent(m -> m.setName(name(false, m.getName())));
      Optional.ofNullable(source.getSecret()).ifPresent(s -> s.setName(name(true, s.getName())));
    }

    void container(Container container) {
      each(container.getEnvFrom()).forEach(this::from);
      each(container.getEnv())
          .flatMap(env -> Optional.ofNullable(env.getValueFrom()).stream())
          .forEach(this::value);
    }

    private void from(EnvFromSource source) {
      Optional.ofNullable(source.getConfigMapRef())
          .ifPresent(m -> m.setName(name(false, m.getName())));
      Optional.ofNullable(source.getSecretRef()).ifPresent(s -> s.setName(name(true, s.getName())));
    }

    private void value(EnvVarSource source) {
      Optional.ofNullable(source.getConfigMapKeyRef())
          .ifPresent(m -> m.setName(name(false, m.getName())));
      Optional.ofNullable(source.getSecretKeyRef())
          .ifPresent(s -> s.setName(name(true, s.getName())));
    }
  }
}
