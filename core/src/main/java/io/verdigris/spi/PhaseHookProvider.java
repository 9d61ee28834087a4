package io.verdigris.spi;

/** Makes the {@link PhaseHook} of a module; found by {@link java.util.ServiceLoader}. */
public interface PhaseHookProvider extends Provider<PhaseHook> {}
