package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The embedded cluster's objects, as its own controllers see and change them. What is returned are
 * copies. Every change gets a new resource version, and a new generation where the spec differs.
 * Safe for use by several threads.
 */
interface ClusterState {
  /** Reads one object. */
  <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name);

  /** Reads all objects of a kind; of all namespaces when the namespace is empty. */
  <T extends HasMetadata> List<T> list(Class<T> type, String namespace);

  /**
   * Creates an object; uid, version and creation time are set.
   *
   * @return the object as stored; empty when there is one of that name
   * @throws Refusal when the API server would refuse it, such as a pod beyond a quota
   */
  <T extends HasMetadata> Optional<T> create(T object);

  /**
   * Changes an object, status included, in one step; a result that equals what is there is no
   * change and tells nobody.
   *
   * @return the object as stored; empty when it is not there
   */
  <T extends HasMetadata> Optional<T> update(
      Class<T> type, String namespace, String name, UnaryOperator<T> change);

  /** Deletes an object; false when it is not there. Objects that it owns are deleted too. */
  boolean delete(Class<? extends HasMetadata> type, String namespace, String name);

  /**
   * Runs the listener after each change with the object's last state, in the order of the changes,
   * on a thread of the state's own.
   */
  void listen(Listener listener);

  /** Hears of changes. */
  @FunctionalInterface
  interface Listener {
    /** Tells of one change. */
    void changed(HasMetadata object, boolean deleted);
  }
}
