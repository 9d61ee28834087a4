package io.verdigris.internal;

import io.verdigris.internal.Extensions.Named;
import io.verdigris.judging.Series;
import io.verdigris.spi.Environment;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads counters through the rollout's sources of metrics, if it has any. */
final class Readings {
  private final List<Named<MetricSource>> sources;
  private final Together together = new Together();
  private final Calls calls;

  Readings(List<Named<MetricSource>> sources, Calls calls) {
    this.sources = sources;
    this.calls = calls;
  }

  boolean possible() {
    return !sources.isEmpty();
  }

  /**
   * Reads a colour's pods; empty when there is no source. What a source throws is a failed reading.
   */
  Optional<Sample> read(Look look, Environment environment) {
    List<Sample> samples = sources.stream().map(s -> read(s, look, environment)).toList();
    return samples.size() > 1
        ? Optional.of(together.of(samples, environment))
        : samples.stream().findFirst();
  }

  private Sample read(Named<MetricSource> s, Look look, Environment environment) {
    var request = new MetricRequest(look.context(), environment, s.extension().settings());
    try {
      return calls.call("metrics " + s.id(), Limits.CALL, () -> s.instance().read(request));
    } catch (RuntimeException e) {
      return new Sample.Failed(String.valueOf(e.getMessage()));
    }
  }

  /** Adds a reading to a series; no traffic yet is a reading of nothing, the others are none. */
  static void add(Series series, Instant now, Optional<Sample> sample) {
    sample.ifPresent(
        s -> {
          if (s instanceof Sample.Value value) {
            series.add(now, value.pods());
          } else if (s instanceof Sample.NoTraffic) {
            series.add(now, Map.of());
          }
        });
  }

  /** Tells whether a sample adds to a series. */
  static boolean counts(Optional<Sample> sample) {
    return sample.filter(Sample::counts).isPresent();
  }
}
