package io.verdigris.spi;

/** Makes the {@link RolloutStore} of a module; found by {@link java.util.ServiceLoader}. */
public interface RolloutStoreProvider extends Provider<RolloutStore> {}
