package io.verdigris.spi;

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
}
