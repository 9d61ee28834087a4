package io.verdigris.judging;

import io.verdigris.spi.Counters;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a colour's pods did since the first reading, as sums that only grow, kept at 128 points in
 * time at most: beyond that every second one of the older half goes. Pods that begin again, come or
 * go are seen pod by pod: a counter that fell began at zero, and so did that of a pod that was not
 * there before; a pod's first reading of all is the baseline. Safe for use by several threads.
 */
public final class Series implements Evidence.Traffic {
  private static final int MOST_POINTS = 128;

  /** All that was counted up to a moment. */
  private record Point(Instant at, long requests, long errors, SortedMap<Double, Long> buckets) {}

  private static final Point NOTHING = new Point(Instant.EPOCH, 0, 0, new TreeMap<>());

  private final Map<String, Counters> last = new HashMap<>();
  private final List<Point> points = new ArrayList<>();
  private Map<String, Counters> first = Map.of();
  private Point origin = NOTHING;

  /** Makes one without a reading. */
  public Series() {}

  /**
   * Adds a reading of all pods.
   *
   * @param at when, not before the reading before
   * @param reading pod name to its counters; a pod that could not be read is left out
   */
  public synchronized void add(Instant at, Map<String, Counters> reading) {
    if (points.isEmpty()) {
      origin = new Point(at, 0, 0, new TreeMap<>());
      points.add(origin);
      last.putAll(reading);
      first = Map.copyOf(reading);
      return;
    }
    Point before = points.get(points.size() - 1);
    long requests = before.requests();
    long errors = before.errors();
    SortedMap<Double, Long> buckets = new TreeMap<>(before.buckets());
    for (Map.Entry<String, Counters> pod : reading.entrySet()) {
      Counters now = pod.getValue();
      Counters old = since(last.get(pod.getKey()), now);
      requests += now.requests() - old.requests();
      errors += Math.max(0, now.errors() - old.errors());
      now.buckets()
          .forEach(
              (bound, count) ->
                  buckets.merge(
                      bound,
                      Math.max(0, count - old.buckets().getOrDefault(bound, 0L)),
                      Long::sum));
    }
    last.putAll(reading);
    points.add(new Point(at, requests, errors, buckets));
    thin();
  }

  private static final Counters ZERO =
      new Counters(0, 0, new TreeMap<>(), java.util.OptionalLong.empty());

  private static Counters since(@org.jspecify.annotations.Nullable Counters before, Counters now) {
    return before == null || now.requests() < before.requests() ? ZERO : before;
  }

  /** Drops every second one of the older half: the first and the recent points stay. */
  private void thin() {
    if (points.size() > MOST_POINTS) {
      for (int i = MOST_POINTS / 2; i > 0; i -= 2) {
        points.remove(i);
      }
    }
  }

  /** Has windows begin at the last reading; all that was counted before is still known as such. */
  public synchronized void restart() {
    if (!points.isEmpty()) {
      Point end = points.get(points.size() - 1);
      points.clear();
      points.add(end);
    }
  }

  /** Returns what these pods had counted by the first reading, since they began; no length. */
  public synchronized Window before(Predicate<String> pods) {
    return Windows.sum(
        first.entrySet().stream()
            .filter(pod -> pods.test(pod.getKey()))
            .map(Map.Entry::getValue)
            .map(c -> new Window(Duration.ZERO, c.requests(), c.errors(), c.buckets()))
            .toList());
  }

  /** Tells whether there is no reading yet. */
  public synchronized boolean isEmpty() {
    return points.isEmpty();
  }

  /** Returns all since the first reading. */
  public synchronized Window all() {
    return points.isEmpty() ? Windows.sum(List.of()) : between(origin);
  }

  /** Returns what is between the last two readings. */
  public synchronized Window last() {
    int size = points.size();
    return size < 2 ? whole() : between(points.get(size - 2));
  }

  private Window whole() {
    return points.isEmpty() ? all() : between(points.get(0));
  }

  @Override
  public synchronized Window latest(Duration atLeast, long requests) {
    if (points.isEmpty()) {
      return whole();
    }
    Point end = points.get(points.size() - 1);
    for (int i = points.size() - 1; i > 0; i--) {
      Point start = points.get(i);
      boolean longEnough = Duration.between(start.at(), end.at()).compareTo(atLeast) >= 0;
      if (longEnough && end.requests() - start.requests() >= requests) {
        return between(start);
      }
    }
    return whole();
  }

  @Override
  public synchronized List<Window> suffixes() {
    return points.isEmpty()
        ? List.of(whole())
        : points.subList(0, Math.max(1, points.size() - 1)).stream().map(this::between).toList();
  }

  /** Returns all since the first reading in so many stretches at most, oldest first. */
  public synchronized List<Window> stretches(int most) {
    int gaps = points.size() - 1;
    int count = Math.min(most, gaps);
    var out = new ArrayList<Window>();
    for (int i = 0; i < count; i++) {
      out.add(between(points.get(gaps * i / count), points.get(gaps * (i + 1) / count)));
    }
    return out;
  }

  private Window between(Point start) {
    return between(start, points.get(points.size() - 1));
  }

  private static Window between(Point start, Point end) {
    SortedMap<Double, Long> buckets = new TreeMap<>();
    end.buckets()
        .forEach(
            (bound, count) -> buckets.put(bound, count - start.buckets().getOrDefault(bound, 0L)));
    return new Window(
        Duration.between(start.at(), end.at()),
        end.requests() - start.requests(),
        end.errors() - start.errors(),
        buckets);
  }
}
