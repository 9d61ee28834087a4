package io.verdigris.benchmarks.peers;

import io.verdigris.benchmarks.process.Usage;
import java.time.Instant;

/** One of those that roll out, with an application of its own. */
interface Contender extends AutoCloseable {
  /** Returns what tables call it. */
  String title();

  /** Returns the value of the label {@code app} of its pods. */
  String application();

  /** Returns the name of the Service whose selector moves. */
  String service();

  /** Gets ready for rollouts of this kind, before anything is measured. */
  void prepare(Task task) throws InterruptedException;

  /**
   * Begins a rollout.
   *
   * @param version the pods' new value of {@code VERSION}
   * @return when it was asked for
   */
  Instant begin(Task task, String version);

  /**
   * Waits until the rollout has come to its end, pods that still end aside.
   *
   * @throws IllegalStateException when it is another end than the one that was to be
   */
  void awaitEnd(Task task) throws InterruptedException;

  /** Returns what its process has used so far. */
  Usage usage();

  /** Returns what it tells of the latest rollout. */
  Journal journal();

  /**
   * Has this version, which serves, be what is asked for, after a rollout of whatever end.
   *
   * @throws IllegalStateException when it does not come to be
   */
  void settle(String live) throws InterruptedException;

  @Override
  void close();
}
