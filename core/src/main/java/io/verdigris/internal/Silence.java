package io.verdigris.internal;

import io.verdigris.spi.Environment;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * For how long none of a colour's pods has counted a request. Times are those of the counters, not
 * of the looks: what a source repeats is no silence. A pod that is not read says nothing.
 */
final class Silence {
  private Map<String, Long> counted = Map.of();
  private Instant since = Instant.MIN;

  /** Adds a reading; returns how long the silence is by it; empty when it cannot tell. */
  Optional<Duration> after(Sample sample, Environment environment) {
    if (sample instanceof Sample.Value value) {
      var requests = new HashMap<String, Long>();
      value.pods().forEach((pod, counters) -> requests.put(pod, counters.requests()));
      return after(requests, value.asOf(), environment);
    } else if (sample instanceof Sample.NoTraffic none) {
      var requests = new HashMap<String, Long>();
      environment.pods().forEach(pod -> requests.put(pod.name(), 0L));
      return after(requests, none.asOf(), environment);
    }
    return Optional.empty();
  }

  private Optional<Duration> after(
      Map<String, Long> requests, Sample.AsOf asOf, Environment environment) {
    boolean whole = environment.pods().stream().allMatch(pod -> requests.containsKey(pod.name()));
    if (!whole || environment.pods().isEmpty()) {
      return Optional.empty();
    }
    boolean same =
        environment.pods().stream()
            .map(Environment.Pod::name)
            .allMatch(pod -> Objects.equals(requests.get(pod), counted.get(pod)));
    if (same) {
      return Optional.of(Duration.between(since, asOf.oldest()));
    }
    counted = Map.copyOf(requests);
    since = asOf.newest();
    return Optional.empty();
  }
}
