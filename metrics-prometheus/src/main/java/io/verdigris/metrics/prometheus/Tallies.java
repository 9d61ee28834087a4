package io.verdigris.metrics.prometheus;

import io.verdigris.metrics.prometheus.Layout.Quantity;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.Sample;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What was read of each pod by each layout, and the sample that this makes. */
final class Tallies {
  private final List<Layout> layouts;
  private final List<Map<String, Tally>> read;

  Tallies(List<Layout> layouts) {
    this.layouts = layouts;
    this.read = layouts.stream().<Map<String, Tally>>map(layout -> new TreeMap<>()).toList();
  }

  /** Adds a value of the layout with this number. */
  void add(int layout, Quantity quantity, String pod, String bound, double value) {
    read.get(layout)
        .computeIfAbsent(pod, name -> new Tally())
        .add(layouts.get(layout), quantity, bound, value);
  }

  /** Adds a pod's series to every layout that selects them. */
  void add(String pod, Series series) {
    for (int i = 0; i < layouts.size(); i++) {
      for (var selected : layouts.get(i).selectors().entrySet()) {
        if (selected.getValue().matches(series)) {
          add(i, selected.getKey(), pod, series.labels().getOrDefault("le", ""), series.value());
        }
      }
    }
  }

  /**
   * Returns the counters by the first layout that counts requests. Without traffic is what all pods
   * have told to have served no request; a pod of which nothing is known makes that a value.
   */
  Sample sample(List<Pod> pods) {
    Map<String, Counters> counters = counters(Tally::counts);
    if (counters.isEmpty()) {
      counters = counters(Tally::idle);
    }
    if (counters.isEmpty()) {
      return new Sample.Missing(
          "no series of requests as in "
              + layouts.stream().map(Layout::id).collect(Collectors.joining(", "))
              + " for "
              + pods.size()
              + " pods");
    }
    boolean silent = counters.values().stream().allMatch(c -> c.requests() == 0);
    return silent && pods.stream().map(Pod::name).allMatch(counters::containsKey)
        ? new Sample.NoTraffic()
        : new Sample.Value(counters);
  }

  private Map<String, Counters> counters(Predicate<Tally> wanted) {
    for (Map<String, Tally> pods : read) {
      if (pods.values().stream().anyMatch(wanted)) {
        var counters = new TreeMap<String, Counters>();
        pods.forEach(
            (pod, tally) -> {
              if (tally.counts() || tally.idle()) {
                counters.put(pod, tally.counters());
              }
            });
        return counters;
      }
    }
    return Map.of();
  }
}
