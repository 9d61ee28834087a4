package io.verdigris.testkit.cluster;

import io.verdigris.spi.PodProxy;
import io.verdigris.spi.ProviderContext;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What providers need, without an orchestrator: to make extensions in tests. For one thread. */
public final class TestContext implements ProviderContext, AutoCloseable {
  private final Map<String, String> configuration;
  private final Map<Class<?>, Object> shared = new LinkedHashMap<>();

  private TestContext(Map<String, String> configuration) {
    this.configuration = Map.copyOf(configuration);
  }

  /** Makes a context with this configuration and the system's clock. */
  public static TestContext of(Map<String, String> configuration) {
    return new TestContext(configuration);
  }

  @Override
  public Map<String, String> configuration() {
    return configuration;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> make) {
    if (!shared.containsKey(type)) {
      // made first: making one may ask for another, which is then closed after it
      T made = make.get();
      shared.put(type, made);
    }
    return type.cast(shared.get(type));
  }

  @Override
  public PodProxy podProxy() {
    throw new UnsupportedOperationException("no pod proxy in this test");
  }

  /** Closes what was made here, last made first. */
  @Override
  public void close() {
    var made = new java.util.ArrayDeque<AutoCloseable>();
    shared
        .values()
        .forEach(
            instance -> {
              if (instance instanceof AutoCloseable closeable) {
                made.addFirst(closeable);
              }
            });
    shared.clear();
    made.forEach(TestContext::close);
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException(closeable + " cannot be closed", e);
    }
  }
}
