package io.verdigris.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What happened in a simulation, in order; written out only when somebody wants to read it. */
public final class Trace {
  private record Entry(long nanos, Supplier<String> text) {}

  private final List<Entry> entries = new ArrayList<>();
  private final LongSupplier clock;

  Trace(LongSupplier clock) {
    this.clock = clock;
  }

  void add(Supplier<String> text) {
    entries.add(new Entry(clock.getAsLong(), text));
  }

  /** Returns a line for each event, beginning with the time since the simulation began. */
  public List<String> lines() {
    return entries.stream().map(e -> at(e.nanos()) + " " + e.text().get()).toList();
  }

  private static String at(long nanos) {
    var time = Duration.ofNanos(nanos);
    return String.format(
        Locale.ROOT, "%3d:%02d.%03d", time.toMinutes(), time.toSecondsPart(), time.toMillisPart());
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
