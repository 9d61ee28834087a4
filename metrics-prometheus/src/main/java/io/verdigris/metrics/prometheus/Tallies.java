package io.verdigris.metrics.prometheus;

import io.verdigris.metrics.prometheus.Layout.Quantity;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.Sample;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
   *
   * @param unreadable the pods that could not be read, and why
   * @param whose what the counters are of, for a person
   * @param asOf when a layout's counters were so
   */
  Sample sample(
      List<Pod> pods, Map<String, String> unreadable, String whose, IntFunction<Sample.AsOf> asOf) {
    OptionalInt layout = first(Tally::counts);
    layout = layout.isPresent() ? layout : first(Tally::idle);
    if (layout.isEmpty()) {
      return new Sample.Missing(
          "no series of requests as in "
              + layouts.stream().map(Layout::id).distinct().collect(Collectors.joining(", "))
              + " for "
              + whose);
    }
    Map<String, Counters> counters = counters(layout.getAsInt());
    boolean silent = counters.values().stream().allMatch(c -> c.requests() == 0);
    Sample.AsOf times = asOf.apply(layout.getAsInt());
    return silent && pods.stream().map(Pod::name).allMatch(counters::containsKey)
        ? new Sample.NoTraffic(times)
        : new Sample.Value(counters, times, unreadable);
  }

  private OptionalInt first(Predicate<Tally> wanted) {
    return IntStream.range(0, read.size())
        .filter(i -> read.get(i).values().stream().anyMatch(wanted))
        .findFirst();
  }

  private Map<String, Counters> counters(int layout) {
    var counters = new TreeMap<String, Counters>();
    read.get(layout)
        .forEach(
            (pod, tally) -> {
              if (tally.counts() || tally.idle()) {
                counters.put(pod, tally.counters());
              }
            });
    return counters;
  }
}
