package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.TaskScheduler.Cancellable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all controllers of a cluster work on, one task at a time. Each object has one turn at a
 * time.
 */
final class ControlLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
  private static final Duration AGAIN = Duration.ofMillis(200);

  /** Brings one object, as it is now, a step nearer to what it should be. */
  @FunctionalInterface
  interface Controller {
    void sync(String namespace, String name);
  }

  private record Turn(Controller controller, String namespace, String name) {}

  private record Planned(long at, Cancellable task) {}

  private final TaskScheduler tasks;
  private final Map<Turn, Planned> planned = new HashMap<>();

  /** Works on tasks that run one after the other. */
  ControlLoop(TaskScheduler tasks) {
    this.tasks = tasks;
  }

  /** Runs the task soon; on any thread. */
  void execute(Runnable task) {
    tasks.execute(() -> attempt(task));
  }

  /** Runs the task after the delay; on any thread. */
  Cancellable schedule(Duration delay, Runnable task) {
    return tasks.schedule(() -> attempt(task), delay);
  }

  long nanoTime() {
    return tasks.nanoTime();
  }

  /** Gives the object a turn after the delay, or when an earlier one is planned, then. */
  void plan(Controller controller, HasMetadata object, Duration delay) {
    var meta = object.getMetadata();
    plan(controller, meta.getNamespace(), meta.getName(), delay);
  }

  void plan(Controller controller, String namespace, String name, Duration delay) {
    var turn = new Turn(controller, namespace, name);
    long at = tasks.nanoTime() + delay.toNanos();
    Planned before = planned.get(turn);
    if (before != null && before.at() - at <= 0) {
      return;
    }
    if (before != null) {
      before.task().cancel();
    }
    planned.put(turn, new Planned(at, schedule(delay, () -> take(turn))));
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

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("a task failed", e);
    }
  }
}
