package io.verdigris.benchmarks.judging;

import io.verdigris.spi.PodProxy;
import io.verdigris.spi.ProviderContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/** A context without a cluster: a policy computes only. */
final class NoContext implements ProviderContext {
  @Override
  public Map<String, String> configuration() {
    return Map.of();
  }

  @Override
  public InstantSource clock() {
    return InstantSource.fixed(Instant.EPOCH);
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> make) {
    return make.get();
  }

  @Override
  public PodProxy podProxy() {
    throw new IllegalStateException("a policy reaches no pods");
  }
}
