package io.verdigris.internal;

import io.verdigris.spi.TaskScheduler;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one application's tasks one after the other, on whatever thread is free. */
final class Mailbox {
  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

  private final TaskScheduler scheduler;
  private final Consumer<Throwable> onDefect;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  /** Makes a mailbox; {@code onDefect} is told of what a task throws, which none should. */
  Mailbox(TaskScheduler scheduler, Consumer<Throwable> onDefect) {
    this.scheduler = scheduler;
    this.onDefect = onDefect;
  }

  void post(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    scheduler.execute(this::runOne);
  }

  /** One task a turn, so that many applications share the threads fairly. */
  private void runOne() {
    Runnable task;
    synchronized (tasks) {
      task = tasks.remove();
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("a task of the engine failed; this is a defect", e);
      onDefect.accept(e);
    } catch (Error e) {
      onDefect.accept(e);
      throw e;
    } finally {
      boolean more;
      synchronized (tasks) {
        more = !tasks.isEmpty();
        running = more;
      }
      if (more) {
        scheduler.execute(this::runOne);
      }
    }
  }
}
