package io.verdigris.internal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.observation.ObservationRegistry;
import io.verdigris.Extension;
import io.verdigris.RolloutListener;
import io.verdigris.spi.TaskScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What the builder of an orchestrator collects. */
public final class Wiring {
  private final Map<Class<?>, Map<String, Object>> instances = new HashMap<>();
  private final Map<Class<?>, Object> shared = new LinkedHashMap<>();
  private final List<RolloutListener> listeners = new ArrayList<>();
  private Map<String, String> configuration = Map.of();
  private MeterRegistry meters = Metrics.globalRegistry;
  private ObservationRegistry observations = ObservationRegistry.NOOP;
  private InstantSource clock = Clock.systemUTC();
  private Optional<TaskScheduler> scheduler = Optional.empty();
  private RandomGenerator random = RandomGenerator.getDefault();
  private Duration leaseDuration = Duration.ofSeconds(15);

  /** Offers an instance under an id; the empty id stands for the only one. */
  public <T> void use(Class<T> type, String id, T instance) {
    if (!id.isEmpty()) {
      Extension.of(Extension.Kind.HOOK, id, Map.of());
    }
    instances.computeIfAbsent(type, t -> new HashMap<>()).put(id, instance);
  }

  /** Shares an instance among providers. */
  public <T> void share(Class<T> type, T instance) {
    shared.put(type, instance);
  }

  /** Sets the providers' configuration. */
  public void configuration(Map<String, String> values) {
    configuration = Map.copyOf(values);
  }

  /** Sets where meters go. */
  public void meters(MeterRegistry registry) {
    meters = registry;
  }

  /** Sets where observations go. */
  public void observations(ObservationRegistry registry) {
    observations = registry;
  }

  /** Adds a listener. */
  public void listener(RolloutListener listener) {
    listeners.add(listener);
  }

  /** Sets the clock. */
  public void clock(InstantSource source) {
    clock = source;
  }

  /** Sets what runs the tasks. */
  public void scheduler(TaskScheduler own) {
    scheduler = Optional.of(own);
  }

  /** Sets the seed of the jitter. */
  public void seed(long seed) {
    random = new java.util.Random(seed);
  }

  /** Sets after how long without a sign of life others may take over. */
  public void leaseDuration(Duration duration) {
    leaseDuration = duration;
  }

  Map<String, Object> instances(Class<?> type) {
    return instances.getOrDefault(type, Map.of());
  }

  Map<Class<?>, Object> shared() {
    return shared;
  }

  List<RolloutListener> listeners() {
    return List.copyOf(listeners);
  }

  Map<String, String> configuration() {
    return configuration;
  }

  MeterRegistry meters() {
    return meters;
  }

  ObservationRegistry observations() {
    return observations;
  }

  InstantSource clock() {
    return clock;
  }

  Optional<TaskScheduler> scheduler() {
    return scheduler;
  }

  RandomGenerator random() {
    return random;
  }

  Duration leaseDuration() {
    return leaseDuration;
  }
}
