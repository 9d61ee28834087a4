package io.verdigris.benchmarks.micro;

import io.verdigris.Phase;
import io.verdigris.internal.Promotion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the engine computes in the course of a rollout. */
@State(Scope.Benchmark)
public class EngineBenchmark {
  private final Promotion promotion = new Promotion();
  private final Promotion.Saved saved = new Promotion.Saved();

  /** All decisions of one promotion. */
  @Benchmark
  public Phase promotion() {
    return promotion.decide();
  }

  /** One state written as a ledger keeps it, and read back. */
  @Benchmark
  public boolean ledger() {
    return saved.isReadBack();
  }
}
