package io.verdigris.internal;

import io.verdigris.Comparison;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.RollbackPolicyProvider;

/** Offers the policy {@code comparison}. */
public final class ComparisonPolicyProvider implements RollbackPolicyProvider {
  @Override
  public String id() {
    return Comparison.ID;
  }

  @Override
  public RollbackPolicy create(ProviderContext context) {
    return new ComparisonPolicy();
  }
}
