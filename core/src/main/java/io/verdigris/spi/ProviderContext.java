package io.verdigris.spi;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/** What a provider may use to make its extension. */
public interface ProviderContext {
  /** Returns the orchestrator's configuration, such as {@code kubernetes.kubeconfig}. */
  Map<String, String> configuration();

  /** Returns the clock. */
  InstantSource clock();

  /**
   * Returns the instance that the orchestrator was given or another provider has made, else makes
   * it. An {@link AutoCloseable} that was made here is closed with the orchestrator, last made
   * first.
   */
  <T> T shared(Class<T> type, Supplier<T> make);

  /**
   * Returns the way to pods that cannot be reached straight.
   *
   * @throws io.verdigris.ProviderSelectionException when no module offers one
   */
  PodProxy podProxy();
}
