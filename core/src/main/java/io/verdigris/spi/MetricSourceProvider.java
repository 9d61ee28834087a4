package io.verdigris.spi;

/** Makes the {@link MetricSource} of a module; found by {@link java.util.ServiceLoader}. */
public interface MetricSourceProvider extends Provider<MetricSource> {}
