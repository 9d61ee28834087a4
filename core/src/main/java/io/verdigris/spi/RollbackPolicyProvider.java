package io.verdigris.spi;

/** Makes the {@link RollbackPolicy} of a module; found by {@link java.util.ServiceLoader}. */
public interface RollbackPolicyProvider extends Provider<RollbackPolicy> {}
