package io.verdigris.benchmarks.judging;

import io.verdigris.spi.Evidence;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The readings of one colour as the engine keeps them: sums at 128 points in time at most, of which
 * the older half is thinned when there are more.
 */
final class Readings implements Evidence.Traffic {
  private static final int MOST_POINTS = 128;

  /** All that was counted up to a moment. */
  private record Point(Duration at, long requests, long errors) {}

  private final List<Point> points = new ArrayList<>();

  /** Begins with a reading of nothing. */
  Readings() {
    points.add(new Point(Duration.ZERO, 0, 0));
  }

  /** Begins with what was counted until a second. */
  Readings(Trace trace, int second) {
    points.add(point(trace, second));
  }

  private static Point point(Trace trace, int second) {
    return new Point(
        Duration.ofSeconds(second), trace.requests(0, second), trace.errors(0, second));
  }

  /** Returns what the engine would have of a whole trace. */
  static Readings of(Trace trace, Duration every) {
    var readings = new Readings();
    int step = (int) every.toSeconds();
    for (int second = step; second <= trace.seconds(); second += step) {
      readings.read(trace, second);
    }
    return readings;
  }

  void read(Trace trace, int second) {
    points.add(point(trace, second));
    if (points.size() > MOST_POINTS) {
      for (int i = MOST_POINTS / 2; i > 0; i -= 2) {
        points.remove(i);
      }
    }
  }

  @Override
  public Window latest(Duration atLeast, long requests) {
    Point end = points.get(points.size() - 1);
    for (int i = points.size() - 1; i > 0; i--) {
      Point start = points.get(i);
      boolean longEnough = end.at().minus(start.at()).compareTo(atLeast) >= 0;
      if (longEnough && end.requests() - start.requests() >= requests) {
        return between(start, end);
      }
    }
    return between(points.get(0), end);
  }

  @Override
  public List<Window> suffixes() {
    Point end = points.get(points.size() - 1);
    return points.subList(0, Math.max(1, points.size() - 1)).stream()
        .map(start -> between(start, end))
        .toList();
  }

  /** Returns all in so many stretches at most, oldest first. */
  List<Window> stretches(int most) {
    int gaps = points.size() - 1;
    int count = Math.min(most, gaps);
    var out = new ArrayList<Window>();
    for (int i = 0; i < count; i++) {
      out.add(between(points.get(gaps * i / count), points.get(gaps * (i + 1) / count)));
    }
    return out;
  }

  private static Window between(Point start, Point end) {
    return new Window(
        end.at().minus(start.at()),
        end.requests() - start.requests(),
        end.errors() - start.errors(),
        new TreeMap<>());
  }
}
