package io.verdigris.internal;

import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Sample;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what several sources tell of the same pods at the same time: of each pod the
 * counters that have counted most, since the others lag behind. As long as one of them tells,
 * nothing is missed.
 *
 * <p>When a source ceases to tell of a pod, what it told last stands until another one has come to
 * it: counters that fall would be those of a container that began again.
 */
final class Together {
  /**
   * What is told of a pod.
   *
   * @param by the sources that tell of it, by their place
   */
  private record Told(Counters counters, Set<Integer> by) {
    Told with(Told other) {
      Set<Integer> both = new HashSet<>(by);
      both.addAll(other.by());
      boolean more = counters.requests() >= other.counters().requests();
      return new Told(more ? counters : other.counters(), both);
    }

    Told after(@Nullable Told before) {
      if (before == null || by.containsAll(before.by())) {
        return this;
      }
      return counters.requests() < before.counters().requests() ? before : this;
    }
  }

  private final Map<String, Told> last = new HashMap<>();

  /**
   * Returns one sample for all.
   *
   * @param samples what each source answered, in their order; at least one
   */
  Sample of(List<Sample> samples, Environment environment) {
    Set<String> pods =
        environment.pods().stream().map(Environment.Pod::name).collect(Collectors.toSet());
    Map<String, Told> now = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      Set<Integer> by = Set.of(i);
      counters(samples.get(i)).entrySet().stream()
          .filter(told -> pods.contains(told.getKey()))
          .forEach(told -> now.merge(told.getKey(), new Told(told.getValue(), by), Told::with));
    }
    if (now.isEmpty()) {
      return nothing(samples);
    }
    now.replaceAll((pod, told) -> told.after(last.get(pod)));
    last.putAll(now);
    Map<String, Counters> counters =
        now.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, told -> told.getValue().counters()));
    return new Sample.Value(counters, asOf(samples), unreadable(samples, now.keySet()));
  }

  private static Map<String, Counters> counters(Sample sample) {
    return sample instanceof Sample.Value value ? value.pods() : Map.of();
  }

  /** No traffic is told by one that sees all pods; else the first tells why it sees none. */
  private static Sample nothing(List<Sample> samples) {
    return samples.stream()
        .filter(Sample.NoTraffic.class::isInstance)
        .findFirst()
        .orElseGet(() -> foreign(samples.get(0)));
  }

  private static Sample foreign(Sample first) {
    return first instanceof Sample.Value value
        ? new Sample.Missing(
            "it tells of "
                + value.pods().keySet()
                + " and of no pod, so that it cannot be put together with another source")
        : first;
  }

  private static Sample.AsOf asOf(List<Sample> samples) {
    List<Sample.AsOf> all =
        samples.stream()
            .filter(Sample.Value.class::isInstance)
            .map(sample -> ((Sample.Value) sample).asOf())
            .toList();
    Stream<Instant> oldest = all.stream().map(Sample.AsOf::oldest);
    Stream<Instant> newest = all.stream().map(Sample.AsOf::newest);
    return new Sample.AsOf(
        oldest.min(Instant::compareTo).orElseThrow(), newest.max(Instant::compareTo).orElseThrow());
  }

  private static Map<String, String> unreadable(List<Sample> samples, Set<String> told) {
    var all = new HashMap<String, String>();
    samples.stream()
        .filter(Sample.Value.class::isInstance)
        .forEach(sample -> all.putAll(((Sample.Value) sample).unreadable()));
    all.keySet().removeAll(told);
    return all;
  }
}
