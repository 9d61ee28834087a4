package io.verdigris.spi;

import io.verdigris.RolloutSpec;
import java.util.Map;

/**
 * Runs before or after a phase: migrations, flags, integration tests.
 *
 * <p>Of its settings the engine reads four, whatever the hook: {@code phase}, {@code moment},
 * {@code timeout}, and {@code point-of-no-return}, a sentence on what the hook takes away that the
 * old version needs. It is saved before the first call; from then on nothing goes back by itself,
 * and a person must confirm it. Such a hook comes after CONFIRM, before or after MONITOR or before
 * DECOMMISSION.
 */
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

  /**
   * Says whether its settings can be, and what it needs and would do.
   *
   * <p><b>Called when</b> planned, or in ADMIT. <b>Threading</b> any thread. <b>Idempotency</b>
   * reads only. <b>Time limit</b> a few seconds. <b>Failure</b> findings refuse the rollout, and so
   * does an {@link IllegalArgumentException}, whose message names setting, value and rule; another
   * exception is retried.
   *
   * @param spec the rollout
   * @param settings the extension's own settings
   * @return unless overridden, that nothing is against it and nothing is needed
   */
  default Admission admit(RolloutSpec spec, Map<String, String> settings) {
    return Admission.granted();
  }

  /**
   * Gives up what a call has begun for a rollout and what is kept of it: a running command, a
   * temporary file.
   *
   * <p><b>Called when</b> the rollout has left the phase before the hook was done, as after an
   * abort, or has ended. <b>Threading</b> as {@link #call}. <b>Idempotency</b> repeated; without
   * effect when nothing is kept; left out when the process dies. <b>Time limit</b> it does not
   * wait. <b>Failure</b> an exception is logged.
   */
  default void release(RolloutContext context) {}
}
