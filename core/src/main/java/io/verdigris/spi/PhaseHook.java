package io.verdigris.spi;

/** Runs before or after a phase: migrations, flags, integration tests. */
@FunctionalInterface
public interface PhaseHook {
  /**
   * Starts, or tells how far it is.
   *
   * <p><b>Called when</b> before or after the phase that its settings name ({@code phase}, default
   * {@code VERIFY}; {@code moment}, {@code before} or {@code after}, default {@code after}), until
   * it is done or failed or its {@code timeout} (default 10 min) is over, which fails it.
   * <b>Threading</b> any thread, one call at a time for an application. <b>Idempotency</b> key is
   * rollout, phase and hook; a hook that has answered done is not called again, and its memo
   * survives a crash. <b>Time limit</b> ten seconds; longer work answers waiting. <b>Failure</b>
   * before traffic moved it rejects the rollout, after it rolls back, in DECOMMISSION it halts. An
   * exception is retried.
   */
  Progress<HookResult> call(HookRequest request);
}
