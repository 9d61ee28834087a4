package io.verdigris.benchmarks.peers;

/** What a rollout is to come to. */
enum Task {
  /** The new version stays. */
  PROMOTION,
  /** The new version turns bad after the switch and is taken back. */
  ROLLBACK
}
