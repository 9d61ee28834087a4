package io.verdigris.benchmarks.fleet;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Rollout;
import io.verdigris.VerdigrisException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what other processes leave, as a service that embeds the library would: it asks for
 * all rollouts of the namespace to be resumed, and again once it is known of each who drives it.
 */
final class StandBy implements AutoCloseable {
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(500);
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final BlueGreenOrchestrator orchestrator;
  private final String namespace;
  private final Predicate<Application> drives;
  private final AtomicReference<@Nullable Thread> running = new AtomicReference<>();

  StandBy(BlueGreenOrchestrator orchestrator, String namespace, Predicate<Application> drives) {
    this.orchestrator = orchestrator;
    this.namespace = namespace;
    this.drives = drives;
  }

  void start() {
    var thread = new Thread(this::run, "stand-by");
    thread.setDaemon(true);
    running.set(thread);
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        round();
        Thread.sleep(BETWEEN_ROUNDS.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    List<Rollout> found;
    try {
      found = orchestrator.resume(namespace);
    } catch (VerdigrisException e) {
      return; // the API server may be busy; the next round asks again
    }
    for (Rollout rollout : found) {
      while (!drives.test(rollout.application()) && rollout.await(GLANCE).isEmpty()) {
        // it is looked at whether its owner lives
      }
    }
  }

  @Override
  public void close() {
    Thread thread = running.getAndSet(null);
    if (thread != null) {
      thread.interrupt();
    }
  }
}
