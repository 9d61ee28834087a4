package io.verdigris.internal;

import io.verdigris.ProviderSelectionException;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentProvisionerProvider;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.HealthVerifierProvider;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.MetricSourceProvider;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PhaseHookProvider;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.PodProxyProvider;
import io.verdigris.spi.Provider;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.RollbackPolicyProvider;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.RolloutStoreProvider;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds extensions: an instance given to the builder wins, then the id that was asked for, then the
 * only one present, then the kind's preferred one. Each is made once, when first needed, and what
 * was made is closed in reverse.
 */
final class Providers implements ProviderContext, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Providers.class);

  /**
   * How each kind of extension is called, its provider, the module that a user would add, and the
   * id that is meant where several are present and nothing names one.
   */
  private record Kind(
      String name,
      Class<? extends Provider<?>> provider,
      String usual,
      Optional<String> preferred) {
    Kind(String name, Class<? extends Provider<?>> provider, String usual) {
      this(name, provider, usual, Optional.empty());
    }
  }

  private static final Map<Class<?>, Kind> KINDS =
      Map.of(
          EnvironmentProvisioner.class,
              new Kind("provisioner", EnvironmentProvisionerProvider.class, "verdigris-kubernetes"),
          TrafficSwitcher.class,
              new Kind(
                  "switcher",
                  TrafficSwitcherProvider.class,
                  "verdigris-switcher-service-selector",
                  Optional.of("service-selector")),
          RolloutStore.class, new Kind("store", RolloutStoreProvider.class, "verdigris-kubernetes"),
          HealthVerifier.class,
              new Kind("verifier", HealthVerifierProvider.class, "verdigris-health-http"),
          MetricSource.class,
              new Kind("metrics", MetricSourceProvider.class, "verdigris-metrics-prometheus"),
          PhaseHook.class, new Kind("hook", PhaseHookProvider.class, "verdigris-kubernetes"),
          RollbackPolicy.class, new Kind("policy", RollbackPolicyProvider.class, "verdigris-core"),
          PodProxy.class, new Kind("podProxy", PodProxyProvider.class, "verdigris-kubernetes"));

  private final Wiring wiring;
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private final Map<String, Object> made = new HashMap<>();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  Providers(Wiring wiring) {
    this.wiring = wiring;
    shared.putAll(wiring.shared());
  }

  /**
   * Returns the extension of this type.
   *
   * @param wanted the id asked for; empty for the configured or the only one
   */
  synchronized <T> T get(Class<T> type, Optional<String> wanted) {
    Kind kind = KINDS.get(type);
    if (kind == null) {
      throw new IllegalArgumentException("not an extension: " + type);
    }
    Map<String, Object> given = wiring.instances(type);
    Optional<String> id =
        wanted.or(() -> Optional.ofNullable(wiring.configuration().get(kind.name())));
    Object instance = id.map(given::get).orElse(given.get(""));
    if (instance == null) {
      Provider<?> provider = select(kind, id, given);
      instance = made.computeIfAbsent(kind.name() + "/" + provider.id(), key -> make(provider));
    }
    return type.cast(instance);
  }

  private Object make(Provider<?> provider) {
    Object instance = provider.create(this);
    if (instance instanceof AutoCloseable closeable) {
      closing.push(closeable);
    }
    return instance;
  }

  private Provider<?> select(Kind kind, Optional<String> id, Map<String, Object> given) {
    List<? extends Provider<?>> found =
        ServiceLoader.load(kind.provider()).stream().map(ServiceLoader.Provider::get).toList();
    List<? extends Provider<?>> fitting = id.isEmpty() ? found : named(found, id);
    if (fitting.size() > 1 && id.isEmpty()) {
      List<? extends Provider<?>> preferred = named(found, kind.preferred());
      fitting = preferred.isEmpty() ? fitting : preferred;
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    throw new ProviderSelectionException(
        "wanted: "
            + kind.name()
            + id.map(i -> " \"" + i + "\"").orElse("")
            + "; found: "
            + describe(found, given)
            + "; "
            + (fitting.isEmpty()
                ? "add the module that offers it (such as "
                    + kind.usual()
                    + ") as a dependency, or give an instance to the builder"
                : "say which one by the configuration \"" + kind.name() + "\""));
  }

  private static List<? extends Provider<?>> named(
      List<? extends Provider<?>> found, Optional<String> id) {
    return found.stream().filter(p -> Optional.of(p.id()).equals(id)).toList();
  }

  private static String describe(List<? extends Provider<?>> found, Map<String, Object> given) {
    String text =
        found.stream()
            .map(
                p ->
                    "\""
                        + p.id()
                        + "\" ("
                        + p.getClass().getName()
                        + " in "
                        + source(p.getClass())
                        + ")")
            .collect(Collectors.joining(", "));
    String instances =
        given.keySet().stream()
            .map(i -> "\"" + i + "\" (instance)")
            .sorted()
            .collect(Collectors.joining(", "));
    String both = text + (text.isEmpty() || instances.isEmpty() ? "" : ", ") + instances;
    return both.isEmpty() ? "none" : both;
  }

  private static String source(Class<?> type) {
    var source = type.getProtectionDomain().getCodeSource();
    String path = source == null ? "the JDK" : source.getLocation().getPath();
    return path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
  }

  @Override
  public Map<String, String> configuration() {
    return wiring.configuration();
  }

  @Override
  public InstantSource clock() {
    return wiring.clock();
  }

  @Override
  public synchronized <T> T shared(Class<T> type, Supplier<T> make) {
    Object instance = shared.get(type);
    if (instance == null) {
      instance = make.get();
      shared.put(type, instance);
      if (instance instanceof AutoCloseable closeable) {
        closing.push(closeable);
      }
    }
    return type.cast(instance);
  }

  @Override
  public PodProxy podProxy() {
    return get(PodProxy.class, Optional.empty());
  }

  @Override
  public synchronized void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception e) {
        log.warn("an extension could not be closed", e);
      }
    }
  }
}
