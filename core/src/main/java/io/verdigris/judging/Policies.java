package io.verdigris.judging;

import io.verdigris.Extension;
import io.verdigris.ProviderSelectionException;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.RollbackPolicyProvider;
import io.verdigris.spi.Window;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A rollout's policies, found by {@link ServiceLoader} as an orchestrator finds them, but without
 * an orchestrator, its configuration or a cluster.
 */
public final class Policies {
  private record Named(Extension extension, RollbackPolicy policy) {}

  private final List<Named> all;

  private Policies(List<Named> all) {
    this.all = all;
  }

  /**
   * Finds them.
   *
   * @throws ProviderSelectionException when no module offers one of them
   */
  public static Policies of(List<Extension> policies) {
    return new Policies(policies.stream().map(e -> new Named(e, find(e.id()))).toList());
  }

  private static RollbackPolicy find(String id) {
    List<RollbackPolicyProvider> found =
        ServiceLoader.load(RollbackPolicyProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return found.stream()
        .filter(provider -> provider.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ProviderSelectionException(
                    "wanted: policy \""
                        + id
                        + "\"; found: "
                        + found.stream().map(RollbackPolicyProvider::id).toList()
                        + "; add the module that offers it as a dependency"))
        .create(new NoContext());
  }

  /** Returns their names with their settings. */
  public List<Extension> extensions() {
    return all.stream().map(Named::extension).toList();
  }

  /** Tells whether one of them compares with what the old colour did before the switch. */
  public boolean compare() {
    return all.stream().anyMatch(named -> named.policy().compares());
  }

  /**
   * Asks all of them.
   *
   * @param evidence makes the evidence for a policy's settings
   * @return what each makes of it, in their order; one that fails cannot tell
   */
  public List<Opinion> judge(Function<Map<String, String>, Evidence> evidence) {
    return all.stream().map(named -> judge(named, evidence)).toList();
  }

  /**
   * Returns what the old colour's record is after both colours had traffic at the same time.
   *
   * @param evidence as in {@link #judge}
   */
  public List<Window> record(Function<Map<String, String>, Evidence> evidence) {
    Optional<Named> compares = all.stream().filter(named -> named.policy().compares()).findFirst();
    return compares
        .map(n -> n.policy().record(evidence.apply(n.extension().settings())))
        .orElseGet(() -> evidence.apply(Map.of()).baseline());
  }

  private static Opinion judge(Named named, Function<Map<String, String>, Evidence> evidence) {
    String id = named.extension().id();
    try {
      return new Opinion(id, named.policy().judge(evidence.apply(named.extension().settings())));
    } catch (RuntimeException e) {
      return new Opinion(id, Judgement.hold("policy " + id + " failed: " + e.getMessage()));
    }
  }

  /** A context without a cluster: a policy computes only. */
  private static final class NoContext implements ProviderContext {
    @Override
    public Map<String, String> configuration() {
      return Map.of();
    }

    @Override
    public InstantSource clock() {
      return InstantSource.fixed(Instant.EPOCH);
    }

    @Override
    public <T> T shared(Class<T> type, Supplier<T> make) {
      return make.get();
    }

    @Override
    public PodProxy podProxy() {
      throw new ProviderSelectionException("a policy that is asked without a cluster has no pods");
    }
  }
}
