package io.verdigris.spi;

/** Makes the {@link PodProxy} of a module; found by {@link java.util.ServiceLoader}. */
public interface PodProxyProvider extends Provider<PodProxy> {}
