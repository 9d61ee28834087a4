package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Permission;
import io.verdigris.kubernetes.ConfigReferences.Reference;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.RolloutContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The immutable copies of ConfigMaps and Secrets that the pods of a colour refer to. */
record ConfigCopies(ApiServer api, RolloutContext context) {
  static final List<Permission> RIGHTS =
      Stream.of("get", "list", "create", "patch", "delete")
          .flatMap(
              verb ->
                  Stream.of(
                      new Permission("", "configmaps", verb), new Permission("", "secrets", verb)))
          .toList();

  private static final String FOR = "verdigris.io/pinned-for";
  private static final int HASH = 10;
  private static final int LONGEST_NAME = 253;

  /** Has the pods refer to copies, which are made where they are not there. */
  void pin(PodTemplateSpec template, Deployment owner) {
    var copies = new TreeMap<Reference, String>();
    for (Reference reference : ConfigReferences.of(template.getSpec())) {
      copy(reference, owner).ifPresent(name -> copies.put(reference, name));
    }
    PinnedConfig.hold(template, copies);
  }

  private Optional<String> copy(Reference source, Deployment owner) {
    return source.secret()
        ? read(Secret.class, source.name())
            .filter(s -> !Boolean.TRUE.equals(s.getImmutable()))
            .map(s -> ensure(Secret.class, copyOf(s, owner), owner))
        : read(ConfigMap.class, source.name())
            .filter(m -> !Boolean.TRUE.equals(m.getImmutable()))
            .map(m -> ensure(ConfigMap.class, copyOf(m, owner), owner));
  }

  private <T extends HasMetadata> Optional<T> read(Class<T> type, String name) {
    return api.get(type, context.application().namespace(), name);
  }

  private ConfigMap copyOf(ConfigMap source, Deployment owner) {
    List<Object> content = List.of(sorted(source.getData()), sorted(source.getBinaryData()));
    return new ConfigMapBuilder()
        .withMetadata(meta(source, content, owner))
        .withImmutable(true)
        .withData(source.getData())
        .withBinaryData(source.getBinaryData())
        .build();
  }

  private Secret copyOf(Secret source, Deployment owner) {
    String type = source.getType() == null ? "Opaque" : source.getType();
    return new SecretBuilder()
        .withMetadata(meta(source, List.of(sorted(source.getData()), type), owner))
        .withImmutable(true)
        .withType(type)
        .withData(source.getData())
        .build();
  }

  private ObjectMeta meta(HasMetadata source, Object content, Deployment owner) {
    String name = source.getMetadata().getName();
    int room = LONGEST_NAME - HASH - 1;
    return new ObjectMetaBuilder()
        .withNamespace(context.application().namespace())
        .withName(
            (name.length() > room ? name.substring(0, room) : name) + "-" + hash(name, content))
        .addToLabels(Marks.MANAGED, "true")
        .addToLabels(FOR, context.application().service())
        .addToAnnotations(Marks.FENCE, Long.toString(context.fence()))
        .withOwnerReferences(reference(owner))
        .build();
  }

  private static Map<String, String> sorted(Map<String, String> data) {
    return new TreeMap<>(data == null ? Map.of() : data);
  }

  private String hash(String name, Object content) {
    try {
      byte[] text = api.json(List.of(name, content)).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, HASH / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static OwnerReference reference(Deployment owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .build();
  }

  /** One that is there is taken over, so that no earlier owner of the rollout deletes it. */
  private <T extends HasMetadata> String ensure(Class<T> type, T copy, Deployment owner) {
    String name = copy.getMetadata().getName();
    Optional<T> there = api.create(type, copy).isPresent() ? Optional.empty() : read(type, name);
    there.ifPresent(
        t -> {
          if (!context.application().service().equals(Fences.label(t, FOR))) {
            throw new PermanentFailureException(
                Fences.describe(t) + " is somebody else's; rename or delete it");
          }
          T unused =
              Fences.write(
                  api,
                  type,
                  t,
                  context.fence(),
                  patch -> patch.set(owners(t, owner), "metadata", "ownerReferences"));
        });
    return name;
  }

  private static List<OwnerReference> owners(HasMetadata copy, Deployment owner) {
    var owners = new ArrayList<OwnerReference>();
    Optional.ofNullable(copy.getMetadata().getOwnerReferences()).ifPresent(owners::addAll);
    if (owners.stream().noneMatch(o -> o.getUid().equals(owner.getMetadata().getUid()))) {
      owners.add(reference(owner));
    }
    return owners;
  }

  /** Deletes copies that the pods of none of these refer to, but for those of a later owner. */
  void prune(Collection<Deployment> both) {
    Set<Reference> used =
        both.stream()
            .flatMap(d -> ConfigReferences.of(d.getSpec().getTemplate().getSpec()).stream())
            .collect(Collectors.toSet());
    prune(ConfigMap.class, false, used);
    prune(Secret.class, true, used);
  }

  private <T extends HasMetadata> void prune(Class<T> type, boolean secret, Set<Reference> used) {
    Map<String, String> labels =
        Map.of(Marks.MANAGED, "true", FOR, context.application().service());
    api.list(type, context.application().namespace(), labels).stream()
        .filter(copy -> !used.contains(new Reference(secret, copy.getMetadata().getName())))
        .filter(copy -> Fences.of(copy) <= context.fence())
        .forEach(api::deleteUnchanged);
  }
}
