package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutListener;
import io.verdigris.RolloutOutcome;

/** Where it is told what happens. Implementations are safe for use by several threads. */
interface Output extends RolloutListener, AutoCloseable {

  /** Tells how a rollout ended; nothing of it comes later. */
  void ended(Application application, RolloutOutcome outcome);

  /** Tells what the command itself has to say. */
  void remark(Remark remark);

  /**
   * Begins to show an application live; may ask the orchestrator how it stands, until closed. From
   * now on the terminal must be given back by closing.
   */
  default void follow(BlueGreenOrchestrator orchestrator, Application application) {}

  /** Leaves the terminal as it was. */
  @Override
  default void close() {}
}
