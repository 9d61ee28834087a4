package io.verdigris.spi;

/** Checks a colour straight, before it takes traffic. */
@FunctionalInterface
public interface HealthVerifier {
  /**
   * Checks once.
   *
   * <p><b>Called when</b> in VERIFY, until done or failed. <b>Threading</b> any thread, one call at
   * a time for an application. <b>Idempotency</b> repeated after each wait and crash; after a crash
   * without memo. <b>Time limit</b> ten seconds. <b>Failure</b> an exception is retried until the
   * verify timeout is over, a failed answer rejects the rollout.
   */
  Progress<Verification> verify(VerifyRequest request);
}
