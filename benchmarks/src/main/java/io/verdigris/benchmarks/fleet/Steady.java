package io.verdigris.benchmarks.fleet;

import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Verification;
import io.verdigris.spi.VerifyRequest;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Says of every pod that it answers a hundred requests a second and none of them wrongly. There is
 * no pod behind it: what reading pods over the network costs is not measured with it.
 */
final class Steady implements MetricSource {
  static final String ID = "steady";

  private static final long MILLIS_A_REQUEST = 10;

  @Override
  public Sample read(MetricRequest request) {
    Instant now = Instant.now();
    if (request.environment().pods().isEmpty()) {
      return new Sample.Missing("there is no pod");
    }
    var counters =
        new Counters(
            now.toEpochMilli() / MILLIS_A_REQUEST, 0, new TreeMap<>(Map.of()), OptionalLong.of(0));
    return new Sample.Value(
        request.environment().pods().stream().collect(Collectors.toMap(Pod::name, pod -> counters)),
        Sample.AsOf.at(now));
  }

  static Progress<Verification> verify(VerifyRequest request) {
    return Progress.done(
        new Verification(request.environment().ready() + " pods, all of them taken for well"));
  }
}
