package io.verdigris.spi;

/** Makes the {@link HealthVerifier} of a module; found by {@link java.util.ServiceLoader}. */
public interface HealthVerifierProvider extends Provider<HealthVerifier> {}
