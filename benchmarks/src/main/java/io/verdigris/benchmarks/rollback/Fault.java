package io.verdigris.benchmarks.rollback;

import io.fabric8.kubernetes.api.model.Pod;
import io.verdigris.testkit.cluster.TestApplication;

/** Something that goes wrong while the new colour is watched. */
@FunctionalInterface
interface Fault {
  /** Nothing goes wrong. */
  Fault NONE = (web, pods) -> () -> {};

  /**
   * Begins it.
   *
   * @return what ends that of it which would outlive the pods
   */
  Runnable begin(TestApplication web, PodCalls pods);

  /** Returns that the pods of these colours behave like this from now on. */
  static Fault of(String query, String... colours) {
    return (web, pods) -> {
      for (String colour : colours) {
        for (Pod pod : PodCalls.of(web, colour)) {
          pods.fault(pod, query);
        }
      }
      return () -> {};
    };
  }
}
