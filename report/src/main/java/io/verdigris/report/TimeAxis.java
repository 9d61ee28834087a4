package io.verdigris.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps moments to percentages of a line and chooses where to put figures on it.
 *
 * @param zero the moment that is called 0
 * @param from the moment at 0 %
 * @param to the moment at 100 %, later than {@code from}
 */
record TimeAxis(Instant zero, Instant from, Instant to) {
  private static final long[] STEPS_IN_MILLIS = {
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    21_600_000,
    43_200_000,
    86_400_000
  };
  private static final int MOST_TICKS = 9;

  /** A place, in percent, with its figure. */
  record Tick(double place, String label) {}

  double place(Instant at) {
    double share = nanos(from, at) / nanos(from, to);
    return 100 * Math.max(0, Math.min(1, share));
  }

  List<Tick> ticks() {
    long step = step();
    long first = -Math.floorDiv(Duration.between(from, zero).toMillis(), step);
    long last = Math.floorDiv(Duration.between(zero, to).toMillis(), step);
    List<Tick> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      Instant at = zero.plusMillis(i * step);
      ticks.add(new Tick(place(at), i == 0 ? "0" : signed(i * step)));
    }
    return ticks;
  }

  private long step() {
    long length = Duration.between(from, to).toMillis();
    for (long step : STEPS_IN_MILLIS) {
      if (length / step < MOST_TICKS) {
        return step;
      }
    }
    return Math.max(1, length / MOST_TICKS);
  }

  private static String signed(long millis) {
    String length = Amounts.duration(Duration.ofMillis(Math.abs(millis)));
    return millis < 0 ? "−" + length : length;
  }

  private static double nanos(Instant from, Instant to) {
    Duration between = Duration.between(from, to);
    return between.getSeconds() * 1e9 + between.getNano();
  }
}
