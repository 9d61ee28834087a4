package io.verdigris.internal;

import io.verdigris.HardLimits;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.RollbackPolicyProvider;

/** Offers the policy {@code hard-limits}. */
public final class HardLimitPolicyProvider implements RollbackPolicyProvider {
  @Override
  public String id() {
    return HardLimits.ID;
  }

  @Override
  public RollbackPolicy create(ProviderContext context) {
    return new HardLimitPolicy();
  }
}
