package io.verdigris.testkit.contract;

import io.verdigris.HardLimits;
import io.verdigris.ProviderSelectionException;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.RollbackPolicyProvider;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** The policy of the core, as rollouts find it. */
class HardLimitsContractTest extends RollbackPolicyContract {
  @Override
  protected RollbackPolicy policy() {
    return ServiceLoader.load(RollbackPolicyProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.id().equals(HardLimits.ID))
        .findFirst()
        .orElseThrow()
        .create(new NothingOffered());
  }

  @Override
  protected Map<String, String> settings() {
    return HardLimits.limits().maxErrorRate(0.01).extension().settings();
  }

  /** Offers a provider nothing but the time. */
  private static final class NothingOffered implements ProviderContext {
    @Override
    public Map<String, String> configuration() {
      return Map.of();
    }

    @Override
    public InstantSource clock() {
      return InstantSource.system();
    }

    @Override
    public <T> T shared(Class<T> type, Supplier<T> make) {
      return make.get();
    }

    @Override
    public PodProxy podProxy() {
      throw new ProviderSelectionException("there is no pod proxy in this test");
    }
  }
}
