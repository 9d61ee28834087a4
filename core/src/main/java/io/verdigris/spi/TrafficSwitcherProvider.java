package io.verdigris.spi;

/** Makes the {@link TrafficSwitcher} of a module; found by {@link java.util.ServiceLoader}. */
public interface TrafficSwitcherProvider extends Provider<TrafficSwitcher> {}
