package io.verdigris.examples.bot;

/** What is known of the tests of a rollout that waits for approval. */
enum Verdict {
  PASSED,
  FAILED,
  /** Not known yet, or whoever knows does not answer: asked again later. */
  OPEN
}
