package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** The ReplicaSets of Deployments: one for each template. */
record ReplicaSets(Inventory inventory) {
  static final String HASH = "pod-template-hash";
  static final String REVISION = "deployment.kubernetes.io/revision";

  List<ReplicaSet> owned(Deployment deployment) {
    return inventory.ownedBy(ReplicaSet.class, deployment).stream()
        .filter(s -> !Pods.isTerminating(s))
        .toList();
  }

  /** Returns the set of the Deployment's present template. */
  Optional<ReplicaSet> current(Deployment deployment) {
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    return owned(deployment).stream()
        .filter(s -> withoutHash(s.getSpec().getTemplate()).equals(withoutHash(template)))
        .findFirst();
  }

  /** Returns that set, made if need be, with the newest revision. */
  ReplicaSet currentOrNew(Deployment deployment) {
    long newest = owned(deployment).stream().mapToLong(ReplicaSets::revision).max().orElse(0);
    ReplicaSet set = current(deployment).orElseGet(() -> create(deployment, newest + 1));
    if (revision(set) == newest || revision(set) == newest + 1) {
      annotate(deployment, Math.max(newest, revision(set)));
      return set;
    }
    annotate(deployment, newest + 1);
    return inventory
        .update(
            set,
            s -> {
              s.getMetadata().getAnnotations().put(REVISION, Long.toString(newest + 1));
              return s;
            })
        .orElse(set);
  }

  /** Gives the set another size; false when it has it. */
  boolean scale(ReplicaSet set, int size) {
    if (size(set) == size) {
      return false;
    }
    inventory.update(
        set,
        s -> {
          s.getSpec().setReplicas(size);
          return s;
        });
    return true;
  }

  static int size(ReplicaSet set) {
    return Pods.or(set.getSpec().getReplicas(), 1);
  }

  static int available(ReplicaSet set) {
    return set.getStatus() == null ? 0 : Pods.or(set.getStatus().getAvailableReplicas(), 0);
  }

  static long revision(ReplicaSet set) {
    return Long.parseLong(
        Pods.orEmpty(set.getMetadata().getAnnotations()).getOrDefault(REVISION, "0"));
  }

  private void annotate(Deployment deployment, long revision) {
    inventory.update(
        deployment,
        d -> {
          var annotations = new HashMap<>(Pods.orEmpty(d.getMetadata().getAnnotations()));
          annotations.put(REVISION, Long.toString(revision));
          d.getMetadata().setAnnotations(annotations);
          return d;
        });
  }

  /** Another template with the same hash, however unlikely, gets another try at a name. */
  private ReplicaSet create(Deployment deployment, long revision) {
    for (int attempt = 0; ; attempt++) {
      Optional<ReplicaSet> made = inventory.create(of(deployment, revision, attempt));
      if (made.isPresent()) {
        return made.get();
      }
      if (attempt > 100) {
        throw new IllegalStateException(
            "no ReplicaSet can be created for " + deployment.getMetadata().getName());
      }
    }
  }

  private static ReplicaSet of(Deployment deployment, long revision, int attempt) {
    var spec = deployment.getSpec();
    String hash = hash(spec.getTemplate(), attempt);
    var template =
        new PodTemplateSpecBuilder(spec.getTemplate())
            .editOrNewMetadata()
            .addToLabels(HASH, hash)
            .endMetadata()
            .build();
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withNamespace(deployment.getMetadata().getNamespace())
        .withName(deployment.getMetadata().getName() + "-" + hash)
        .withLabels(template.getMetadata().getLabels())
        .withAnnotations(Map.of(REVISION, Long.toString(revision)))
        .withOwnerReferences(Inventory.ownership(deployment))
        .endMetadata()
        .withNewSpec()
        .withReplicas(0)
        .withMinReadySeconds(spec.getMinReadySeconds())
        .withSelector(selector(spec.getSelector(), hash))
        .withTemplate(template)
        .endSpec()
        .build();
  }

  private static LabelSelector selector(LabelSelector selector, String hash) {
    return new LabelSelectorBuilder(selector).addToMatchLabels(HASH, hash).build();
  }

  private static PodTemplateSpec withoutHash(PodTemplateSpec template) {
    return new PodTemplateSpecBuilder(template)
        .editOrNewMetadata()
        .removeFromLabels(HASH)
        .endMetadata()
        .build();
  }

  private static String hash(PodTemplateSpec template, int attempt) {
    var crc = new CRC32();
    String text = Serialization.asJson(template) + attempt;
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    var hash = new StringBuilder();
    for (long rest = crc.getValue() | 1L << 32; rest > 0; rest /= Names.LETTERS.length()) {
      hash.append(Names.LETTERS.charAt((int) (rest % Names.LETTERS.length())));
    }
    return hash.toString();
  }
}
