package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutStatus;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks at an application again and again until its rollout has ended: whenever its ledger changes,
 * and every two seconds, since not all that is shown is in the ledger.
 */
final class Watching implements AutoCloseable {
  private static final long LOOK_MILLIS = 2000;

  private final BlueGreenOrchestrator orchestrator;
  private final Application application;
  private final WatchOutput output;
  private final Semaphore changes = new Semaphore(0);
  private final AutoCloseable watch;
  private volatile boolean over;

  Watching(BlueGreenOrchestrator orchestrator, Application application, WatchOutput output) {
    this.orchestrator = orchestrator;
    this.application = application;
    this.output = output;
    watch = orchestrator.watch(application, changes::release);
  }

  /** Ends it before the rollout has ended, and gives the terminal back. */
  void end() {
    over = true;
    changes.release();
    output.close();
  }

  /**
   * Shows how it stands until the rollout has ended, and returns that. A cluster that cannot be
   * read at first is an error; what cannot be read later is told and tried again.
   */
  RolloutStatus untilEnded() {
    RolloutStatus status = orchestrator.status(application);
    output.show(status);
    while (!over && isUnderWay(status)) {
      await();
      status = over ? status : look(status);
    }
    return status;
  }

  static boolean isUnderWay(RolloutStatus status) {
    return status.phase().filter(phase -> !phase.isFinal()).isPresent();
  }

  private RolloutStatus look(RolloutStatus before) {
    try {
      RolloutStatus status = orchestrator.status(application);
      output.show(status);
      return status;
    } catch (RuntimeException e) {
      output.trouble(Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
      return before;
    }
  }

  private void await() {
    try {
      // several changes at once are one look
      if (changes.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        changes.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = true;
    }
  }

  @Override
  public void close() {
    try {
      watch.close();
    } catch (Exception e) {
      // it only woke; nothing is lost with it
    }
  }
}
