package io.verdigris.spi;

/**
 * Makes an extension. Each kind of extension has its own subtype, which {@link
 * java.util.ServiceLoader} finds.
 *
 * @param <T> the extension
 */
public interface Provider<T> {
  /** Returns the id by which a spec or the configuration names the extension. */
  String id();

  /** Makes the extension; called once for each orchestrator, when it is first needed. */
  T create(ProviderContext context);
}
