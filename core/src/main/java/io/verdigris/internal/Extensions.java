package io.verdigris.internal;

import io.verdigris.Extension;
import io.verdigris.Extension.Kind;
import io.verdigris.HardLimits;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.TrafficSwitcher;
import java.util.List;
import java.util.Optional;

/** The extensions that take part in one rollout. */
record Extensions(
    EnvironmentProvisioner provisioner,
    TrafficSwitcher switcher,
    List<Named<HealthVerifier>> verifiers,
    List<Named<PhaseHook>> hooks,
    List<Named<MetricSource>> metrics,
    List<Named<RollbackPolicy>> policies) {

  /** An extension with its settings. */
  record Named<T>(Extension extension, T instance) {
    String id() {
      return extension.id();
    }
  }

  /**
   * Finds all of them.
   *
   * @throws io.verdigris.ProviderSelectionException when one is missing
   */
  static Extensions of(RolloutSpec spec, Providers providers) {
    return new Extensions(
        provisioner(Optional.of(spec), providers),
        switcher(Optional.of(spec), providers),
        all(spec, Kind.VERIFIER, HealthVerifier.class, providers),
        all(spec, Kind.HOOK, PhaseHook.class, providers),
        all(spec, Kind.METRICS, MetricSource.class, providers),
        policies(spec, providers));
  }

  private static List<Named<RollbackPolicy>> policies(RolloutSpec spec, Providers providers) {
    var named = all(spec, Kind.POLICY, RollbackPolicy.class, providers);
    return named.isEmpty()
        ? List.of(named(HardLimits.limits().extension(), RollbackPolicy.class, providers))
        : named;
  }

  /** Tells whether a policy asks for the old colour's record. */
  boolean compare() {
    return policies.stream().anyMatch(policy -> policy.instance().compares());
  }

  /**
   * Finds what directs an application's traffic.
   *
   * @param spec the rollout's, or that of the application's last rollout
   */
  static TrafficSwitcher switcher(Optional<RolloutSpec> spec, Providers providers) {
    Optional<Extension> named = spec.flatMap(s -> s.extensions(Kind.SWITCHER).stream().findFirst());
    TrafficSwitcher switcher = providers.get(TrafficSwitcher.class, named.map(Extension::id));
    return named.map(e -> switcher.with(e.settings())).orElse(switcher);
  }

  /** Finds what provisions an application's environments, as {@link #switcher}. */
  static EnvironmentProvisioner provisioner(Optional<RolloutSpec> spec, Providers providers) {
    Optional<String> id =
        spec.flatMap(s -> s.extensions(Kind.PROVISIONER).stream().findFirst()).map(Extension::id);
    return providers.get(EnvironmentProvisioner.class, id);
  }

  private static <T> List<Named<T>> all(
      RolloutSpec spec, Kind kind, Class<T> type, Providers providers) {
    return spec.extensions(kind).stream().map(e -> named(e, type, providers)).toList();
  }

  private static <T> Named<T> named(Extension extension, Class<T> type, Providers providers) {
    return new Named<>(extension, providers.get(type, Optional.of(extension.id())));
  }
}
