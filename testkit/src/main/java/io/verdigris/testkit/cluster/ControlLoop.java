package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which all controllers of a cluster work. Each object has one turn at a time.
 */
final class ControlLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
  private static final Duration AGAIN = Duration.ofMillis(200);

  /** Brings one object, as it is now, a step nearer to what it should be. */
  @FunctionalInterface
  interface Controller {
    void sync(String namespace, String name);
  }

  private record Turn(Controller controller, String namespace, String name) {}

  private record Planned(long at, ScheduledFuture<?> future) {}

  private final ScheduledThreadPoolExecutor thread;
  private final Map<Turn, Planned> planned = new HashMap<>();

  ControlLoop(String name) {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var daemon = new Thread(task, name);
              daemon.setDaemon(true);
              return daemon;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs the task on this thread, soon; on any thread. */
  void execute(Runnable task) {
    thread.execute(() -> attempt(task));
  }

  /** Runs the task on this thread after the delay; on any thread. */
  ScheduledFuture<?> schedule(Duration delay, Runnable task) {
    return thread.schedule(() -> attempt(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Gives the object a turn after the delay, or when an earlier one is planned, then. */
  void plan(Controller controller, HasMetadata object, Duration delay) {
    var meta = object.getMetadata();
    plan(controller, meta.getNamespace(), meta.getName(), delay);
  }

  void plan(Controller controller, String namespace, String name, Duration delay) {
    var turn = new Turn(controller, namespace, name);
    long at = System.nanoTime() + delay.toNanos();
    Planned before = planned.get(turn);
    if (before != null && before.at() - at <= 0) {
      return;
    }
    if (before != null) {
      before.future().cancel(false);
    }
    planned.put(turn, new Planned(at, schedule(delay, () -> take(turn))));
  }

  /** Ends the thread; what is running is finished first. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("a controller did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Turn turn) {
    planned.remove(turn);
    try {
      turn.controller().sync(turn.namespace(), turn.name());
    } catch (RuntimeException e) {
      LOG.warn("{}/{}: the controller failed and tries again", turn.namespace(), turn.name(), e);
      plan(turn.controller(), turn.namespace(), turn.name(), AGAIN);
    }
  }

  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (!thread.isShutdown()) {
        LOG.warn("a task failed", e);
      }
    }
  }
}
