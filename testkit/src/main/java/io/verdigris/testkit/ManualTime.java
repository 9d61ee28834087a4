package io.verdigris.testkit;

import io.verdigris.spi.TaskScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a scheduler that go on only when a test says so. Tasks run one by one in the thread
 * that lets time pass, ordered by time and, at the same time, by when they were given. Tasks may be
 * given from any thread; what a task throws reaches the thread that lets time pass.
 */
public final class ManualTime implements TaskScheduler, InstantSource {
  private static final Instant ORIGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MOST_TASKS = 1_000_000;

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::sequence));
  private long now;
  private long given;

  private record Task(long at, long sequence, Runnable run) {}

  @Override
  public synchronized Instant instant() {
    return ORIGIN.plusNanos(now);
  }

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    add(task, 0);
  }

  @Override
  public Cancellable schedule(Runnable task, Duration delay) {
    Task added = add(task, Math.max(0, delay.toNanos()));
    return () -> remove(added);
  }

  /** Runs what is due now, and what that gives to be run now, without letting time pass. */
  public void runUntilIdle() {
    advance(Duration.ZERO);
  }

  /** Lets so much time pass and runs all that becomes due, each task at its own time. */
  public void advance(Duration time) {
    long end = nanoTime() + time.toNanos();
    for (int run = 0; step(end); run++) {
      if (run > MOST_TASKS) {
        throw new IllegalStateException(
            "more than "
                + MOST_TASKS
                + " tasks ran within "
                + time
                + "; some give each other for ever");
      }
    }
    moveTo(end);
  }

  /**
   * Lets time pass from task to task until the condition holds, but no longer than this.
   *
   * @return whether it holds
   */
  public boolean advanceUntil(BooleanSupplier condition, Duration atMost) {
    long end = nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (!step(end)) {
        moveTo(end);
        return condition.getAsBoolean();
      }
    }
    return true;
  }

  /** Returns how many tasks wait to be run, now or later. */
  public synchronized int pending() {
    return tasks.size();
  }

  private synchronized Task add(Runnable task, long delay) {
    var added = new Task(now + delay, given++, task);
    tasks.add(added);
    return added;
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }

  private boolean step(long end) {
    Task next = next(end);
    if (next == null) {
      return false;
    }
    next.run().run();
    return true;
  }

  private synchronized @Nullable Task next(long end) {
    Task head = tasks.peek();
    if (head == null || head.at() > end) {
      return null;
    }
    now = Math.max(now, head.at());
    return tasks.poll();
  }

  private synchronized void moveTo(long end) {
    now = Math.max(now, end);
  }
}
