package io.verdigris.kubernetes;

import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentProvisionerProvider;
import io.verdigris.spi.ProviderContext;

/** Offers {@link DeploymentProvisioner} as {@code deployments}. */
public final class DeploymentProvisionerProvider implements EnvironmentProvisionerProvider {
  static final String ID = "deployments";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public EnvironmentProvisioner create(ProviderContext context) {
    return new DeploymentProvisioner(ClusterAccess.of(context), context.clock());
  }
}
