package io.verdigris.spi;

import io.verdigris.Application;

/**
 * On whose behalf an extension is called.
 *
 * @param rollout the rollout's id; with the phase and the extension's id it is the idempotency key
 * @param application the application
 * @param fence the fence that every write must test; a write that does not find it must have no
 *     effect
 * @param wake asks the engine to look again now instead of at {@code checkAgain}; may be called
 *     from any thread at any time, also after the rollout has ended
 */
public record RolloutContext(String rollout, Application application, long fence, Runnable wake) {}
