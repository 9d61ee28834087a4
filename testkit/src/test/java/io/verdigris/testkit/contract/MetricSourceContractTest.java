package io.verdigris.testkit.contract;

import io.verdigris.spi.Counters;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.Sample;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A source that counts its own readings. */
class MetricSourceContractTest extends MetricSourceContract {
  private long readings;

  @Override
  protected MetricSource source() {
    return this::read;
  }

  private Sample read(MetricRequest request) {
    if (request.environment().pods().isEmpty()) {
      return new Sample.Missing("no pods");
    }
    return switch (request.settings().getOrDefault("state", "")) {
      case "idle" -> new Sample.NoTraffic(now());
      case "unknown" -> new Sample.Missing("no such series");
      case "broken" -> throw new IllegalStateException("the source is broken");
      default -> new Sample.Value(Map.of("pod-0", counters(++readings)), now());
    };
  }

  private Sample.AsOf now() {
    return Sample.AsOf.at(Instant.EPOCH.plusSeconds(readings));
  }

  private static Counters counters(long count) {
    var buckets = new TreeMap<>(Map.of(0.1, count - 1, Double.POSITIVE_INFINITY, count));
    return new Counters(count, 1, buckets, OptionalLong.empty());
  }

  @Override
  protected MetricRequest busy() {
    return request("busy");
  }

  @Override
  protected MetricRequest idle() {
    return request("idle");
  }

  @Override
  protected MetricRequest unknown() {
    return request("unknown");
  }

  @Override
  protected MetricRequest broken() {
    return request("broken");
  }

  private static MetricRequest request(String state) {
    return ContractFixture.read("10.0.0.1", 8080, Map.of("state", state));
  }
}
