package io.verdigris.testkit;

import io.verdigris.spi.TaskScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still until told, and a scheduler that runs its tasks in one thread. */
public final class ManualTime implements TaskScheduler, InstantSource {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private record Task(long at, long number, Runnable work) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
  private long nanos;
  private long number;

  @Override
  public Instant instant() {
    return BEGIN.plusNanos(nanos);
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(new Task(nanos, number++, task));
  }

  @Override
  public Cancellable schedule(Runnable task, Duration delay) {
    var planned = new Task(nanos + delay.toNanos(), number++, task);
    tasks.add(planned);
    return () -> tasks.remove(planned);
  }

  /** Lets this much time pass, running what is due on the way. */
  public void advance(Duration duration) {
    long end = nanos + duration.toNanos();
    for (Task next = tasks.peek(); next != null && next.at() <= end; next = tasks.peek()) {
      tasks.remove();
      nanos = Math.max(nanos, next.at());
      next.work().run();
    }
    nanos = end;
  }
}
