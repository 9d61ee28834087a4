package io.verdigris.spi;

import java.time.Duration;

/** Runs the engine's tasks: on a few threads in earnest, one by one by hand in a simulation. */
public interface TaskScheduler {
  /** Runs a task soon, on any thread. */
  void execute(Runnable task);

  /** Runs a task after a delay, unless cancelled before. */
  Cancellable schedule(Runnable task, Duration delay);

  /** Returns the time on this process's own monotonic clock, in nanoseconds from any origin. */
  long nanoTime();

  /** Something that can be called off. */
  @FunctionalInterface
  interface Cancellable {
    /** Calls it off; without effect when it has begun. */
    void cancel();
  }
}
