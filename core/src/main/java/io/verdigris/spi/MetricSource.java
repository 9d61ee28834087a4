package io.verdigris.spi;

/** Reads the request counters of a colour's pods. */
@FunctionalInterface
public interface MetricSource {
  /**
   * Reads once.
   *
   * <p><b>Called when</b> at a switch, at each sample of MONITOR, and while the old colour drains.
   * <b>Threading</b> any thread. <b>Idempotency</b> reads only. <b>Time limit</b> five seconds.
   * <b>Failure</b> an exception counts as {@link Sample.Failed}.
   */
  Sample read(MetricRequest request);
}
