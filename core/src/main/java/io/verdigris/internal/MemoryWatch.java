package io.verdigris.internal;

import io.verdigris.spi.TaskScheduler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Runs tasks on another scheduler, and tells when one of them finds no memory: a task that was not
 * run to its end, or could not even be put in line, may be the one that a rollout waits for.
 */
final class MemoryWatch implements TaskScheduler {
  private final TaskScheduler scheduler;
  private final Consumer<OutOfMemoryError> listener;

  MemoryWatch(TaskScheduler scheduler, Consumer<OutOfMemoryError> listener) {
    this.scheduler = scheduler;
    this.listener = listener;
  }

  @Override
  public void execute(Runnable task) {
    watched(() -> scheduler.execute(() -> watched(task)));
  }

  @Override
  public Cancellable schedule(Runnable task, Duration delay) {
    try {
      return scheduler.schedule(() -> watched(task), delay);
    } catch (OutOfMemoryError e) {
      listener.accept(e);
      throw e;
    }
  }

  private void watched(Runnable task) {
    try {
      task.run();
    } catch (OutOfMemoryError e) {
      listener.accept(e);
      throw e;
    }
  }

  @Override
  public long nanoTime() {
    return scheduler.nanoTime();
  }
}
