package io.verdigris.spi;

import io.verdigris.RolloutSpec;
import java.util.List;
import java.util.Map;

/** Decides whether the new colour is worse. */
@FunctionalInterface
public interface RollbackPolicy {
  /**
   * Judges once.
   *
   * <p><b>Called when</b> after each sample of MONITOR. <b>Threading</b> any thread.
   * <b>Idempotency</b> a function of the evidence. <b>Time limit</b> it computes only.
   * <b>Failure</b> an exception counts as HOLD with its message.
   */
  Judgement judge(Evidence evidence);

  /**
   * Tells whether it compares with what the old colour did before the switch, which is then counted
   * from PREPARE on; unless overridden, it does not.
   */
  default boolean compares() {
    return false;
  }

  /**
   * Returns what the old colour's record is to be after both colours had traffic at the same time
   * and the suspicion was not confirmed.
   *
   * <p><b>Called when</b> both had traffic, of the first policy that compares. <b>Threading</b> any
   * thread. <b>Idempotency</b> a function of the evidence. <b>Time limit</b> it computes only.
   * <b>Failure</b> an exception leaves the record as it was.
   *
   * @return in at most 16 stretches, oldest first; unless overridden, what it was
   */
  default List<Window> record(Evidence evidence) {
    return evidence.baseline();
  }

  /**
   * Returns those of its settings that may be told to whoever sees the rollout's events, its page
   * and its record, which it is judged by again: none that is secret.
   *
   * <p><b>Called when</b> traffic has moved. <b>Threading</b> any thread. <b>Idempotency</b> a
   * function of the settings. <b>Time limit</b> it computes only. <b>Failure</b> an exception tells
   * none.
   *
   * @return unless overridden, none
   */
  default Map<String, String> disclosed(Map<String, String> settings) {
    return Map.of();
  }

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
