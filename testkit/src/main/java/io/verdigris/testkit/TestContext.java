package io.verdigris.testkit;

import io.verdigris.spi.PodProxy;
import io.verdigris.spi.ProviderContext;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a provider is given, outside an orchestrator: so tests make an extension as users would. Not
 * safe for use by several threads.
 */
public final class TestContext implements ProviderContext, AutoCloseable {
  private final Map<String, String> configuration;
  private final InstantSource clock;
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  /** Makes one with this configuration, the system's clock and no pod proxy. */
  public TestContext(Map<String, String> configuration) {
    this(configuration, InstantSource.system());
  }

  /** Makes one with this configuration and clock, and no pod proxy. */
  public TestContext(Map<String, String> configuration, InstantSource clock) {
    this.configuration = Map.copyOf(configuration);
    this.clock = clock;
  }

  @Override
  public Map<String, String> configuration() {
    return configuration;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> make) {
    Object there = shared.get(type);
    if (there == null) {
      there = make.get();
      shared.put(type, there);
      if (there instanceof AutoCloseable closeable) {
        closing.push(closeable);
      }
    }
    return type.cast(there);
  }

  @Override
  public PodProxy podProxy() {
    throw new UnsupportedOperationException("a test context offers no pod proxy");
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("what was shared could not be closed", e);
      }
    }
  }
}
