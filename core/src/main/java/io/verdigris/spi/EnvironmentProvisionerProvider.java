package io.verdigris.spi;

/**
 * Makes the {@link EnvironmentProvisioner} of a module; found by {@link java.util.ServiceLoader}.
 */
public interface EnvironmentProvisionerProvider extends Provider<EnvironmentProvisioner> {}
