package io.verdigris.internal;

import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.TaskScheduler.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one thing that a rollout does next, unless something else comes first. Used from the
 * rollout's mailbox only.
 */
final class Next {
  /** Changes come in bursts; looking at each would cost a fleet's process more than it gains. */
  private static final Duration BETWEEN_WAKES = Duration.ofMillis(20);

  private final Mailbox mailbox;
  private final TaskScheduler scheduler;
  private Cancellable timer = () -> {};
  private @Nullable Runnable wakeable;
  private boolean planned;
  private long turn;
  private long lastRun;

  Next(Mailbox mailbox, TaskScheduler scheduler) {
    this.mailbox = mailbox;
    this.scheduler = scheduler;
    lastRun = scheduler.nanoTime() - BETWEEN_WAKES.toNanos();
  }

  /** Does it as soon as what is in the mailbox before it is done. */
  void now(Runnable task) {
    cancel();
    long mine = turn;
    planned = true;
    mailbox.post(() -> run(mine, task));
  }

  /** Does it after a while, whatever happens until then. */
  void later(Duration delay, Runnable task) {
    cancel();
    plan(delay, task);
  }

  /** Does it after a while, or as soon as it is brought forward. */
  void laterOrWoken(Duration delay, Runnable task) {
    later(delay, task);
    wakeable = task;
  }

  /** Does now what can be woken, but not much more often than it makes sense. */
  void bringForward() {
    Runnable task = wakeable;
    if (task == null) {
      return;
    }
    long since = scheduler.nanoTime() - lastRun;
    cancel();
    if (since >= BETWEEN_WAKES.toNanos()) {
      run(turn, task);
    } else {
      plan(BETWEEN_WAKES.minusNanos(since), task);
    }
  }

  /** Tells whether nothing is planned: a rollout that has not ended would wait for ever. */
  boolean isIdle() {
    return !planned;
  }

  void cancel() {
    turn++;
    planned = false;
    wakeable = null;
    timer.cancel();
  }

  private void plan(Duration delay, Runnable task) {
    long mine = turn;
    planned = true;
    timer = scheduler.schedule(() -> mailbox.post(() -> run(mine, task)), delay);
  }

  private void run(long mine, Runnable task) {
    if (mine == turn) {
      turn++;
      planned = false;
      wakeable = null;
      lastRun = scheduler.nanoTime();
      task.run();
    }
  }
}
