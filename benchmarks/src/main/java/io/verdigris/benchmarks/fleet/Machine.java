package io.verdigris.benchmarks.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How busy all of the machine's processors have been since it was started.
 *
 * @param busy ticks with something to do
 * @param all all ticks
 */
record Machine(long busy, long all) {
  private static final int IDLE = 3;
  private static final int WAITING_FOR_DISKS = 4;
  private static final int GUESTS = 8;

  /** Reads it; empty where it cannot be told. */
  static Optional<Machine> now() {
    try {
      String first = Files.readAllLines(Path.of("/proc/stat")).get(0);
      long[] ticks =
          Stream.of(first.split(" +", -1))
              .skip(1)
              .limit(GUESTS)
              .mapToLong(Long::parseLong)
              .toArray();
      long all = LongStream.of(ticks).sum();
      return Optional.of(new Machine(all - ticks[IDLE] - ticks[WAITING_FOR_DISKS], all));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the share of all processors' time that was used since then, from 0 to 1. */
  double busySince(Machine before) {
    return (double) (busy - before.busy) / Math.max(1, all - before.all);
  }
}
