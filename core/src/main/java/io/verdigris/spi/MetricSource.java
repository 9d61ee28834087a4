package io.verdigris.spi;

import io.verdigris.RolloutSpec;
import java.util.Map;

/**
 * Reads the request counters of a colour's pods. Where a rollout names several sources, the
 * counters that are furthest count of each pod, and what one cannot tell another does; only what is
 * told of pods by their names is put together.
 */
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
