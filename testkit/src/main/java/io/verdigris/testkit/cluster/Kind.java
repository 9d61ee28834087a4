package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Set;

/**
 * A kind of object that the API server knows.
 *
 * @param group the API group; empty for the core group
 * @param name the kind's name, such as {@code Deployment}
 */
record Kind(
    String group,
    String version,
    String plural,
    String name,
    Class<? extends HasMetadata> type,
    Set<Trait> traits) {

  /** What not all kinds have in common. */
  enum Trait {
    /** Does not live in a namespace. */
    CLUSTER,
    /** Counts the changes of its spec. */
    GENERATION,
    /** Has a status that only the subresource writes. */
    STATUS,
    /** Has the subresource {@code scale}. */
    SCALE,
    /** A PUT creates it when it is not there. */
    PUT_CREATES,
    /** A PUT must name the version that it replaces. */
    PUT_NEEDS_VERSION
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  boolean namespaced() {
    return !has(Trait.CLUSTER);
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Returns the plural with its group, as messages name it. */
  String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Returns the kind with its group, as messages about contents name it. */
  String qualified() {
    return group.isEmpty() ? name : name + "." + group;
  }
}
