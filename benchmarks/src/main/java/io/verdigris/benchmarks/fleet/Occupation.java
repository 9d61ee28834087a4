package io.verdigris.benchmarks.fleet;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Looks ten times a second at what the orchestrator's own threads do, and at how many there are.
 */
final class Occupation implements AutoCloseable {
  private static final String WORKERS = "verdigris-\\d+";
  private static final long MILLIS_BETWEEN_LOOKS = 100;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Occupation::daemon);
  private final LongAdder idle = new LongAdder();
  private final LongAdder waiting = new LongAdder();
  private final LongAdder busy = new LongAdder();

  Occupation() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::look, MILLIS_BETWEEN_LOOKS, MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "occupation");
    thread.setDaemon(true);
    return thread;
  }

  private void look() {
    Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
    all.forEach(
        (thread, stack) -> {
          if (thread.getName().matches(WORKERS)) {
            look(stack);
          }
        });
  }

  private void look(StackTraceElement[] stack) {
    boolean engine = false;
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("await") && frame.getClassName().endsWith("ApiTransport")) {
        waiting.increment();
        return;
      }
      engine |= frame.getClassName().startsWith("io.verdigris.");
    }
    (engine ? busy : idle).increment();
  }

  /** Returns how often a thread had nothing to do. */
  long idle() {
    return idle.sum();
  }

  /** Returns how often a thread waited for the API server. */
  long waiting() {
    return waiting.sum();
  }

  /** Returns how often a thread did something itself, or waited for a lock. */
  long busy() {
    return busy.sum();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
