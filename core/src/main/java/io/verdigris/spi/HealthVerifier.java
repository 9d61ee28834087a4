package io.verdigris.spi;

import io.verdigris.RolloutSpec;
import java.util.Map;

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
}
