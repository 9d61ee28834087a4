package io.verdigris.spring;

import io.verdigris.BlueGreenOrchestrator;

/** A bean of this kind changes the orchestrator's configuration last, before it is built. */
@FunctionalInterface
public interface OrchestratorCustomizer {
  /** Adds to the configuration, such as a hook or a verifier of the application's own. */
  void customize(BlueGreenOrchestrator.Builder builder);
}
