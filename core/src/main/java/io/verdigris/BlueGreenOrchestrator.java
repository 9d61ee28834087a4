package io.verdigris;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.observation.ObservationRegistry;
import io.verdigris.internal.Engine;
import io.verdigris.internal.Wiring;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.TrafficSwitcher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes applications from their live version to a new one, and back by itself when the new one is
 * worse. One instance serves any number of applications on a few threads; it is safe for use by
 * several threads.
 *
 * <pre>{@code
 * try (var orchestrator = BlueGreenOrchestrator.create()) {
 *   var spec = RolloutSpec.builder("shop", "web").image("app", "registry.example/web:2").build();
 *   RolloutOutcome outcome = orchestrator.start(spec).await();
 * }
 * }</pre>
 *
 * <p>Closing ends the process' part in order: rollouts that have not ended stay saved, and another
 * process may take them over at once with {@link #resume}.
 */
public final class BlueGreenOrchestrator implements AutoCloseable {
  private final Engine engine;

  private BlueGreenOrchestrator(Engine engine) {
    this.engine = engine;
  }

  /** Returns an orchestrator with the extensions on the class path and all defaults. */
  public static BlueGreenOrchestrator create() {
    return builder().build();
  }

  /** Starts an orchestrator's configuration. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Says what a rollout would do, and changes nothing.
   *
   * @throws ProviderSelectionException when an extension that the spec names is not there
   */
  public Plan plan(RolloutSpec spec) {
    return engine.plan(spec);
  }

  /**
   * Starts a rollout. What keeps it from going well is told by its outcome.
   *
   * @throws ProviderSelectionException when an extension that the spec names is not there
   * @throws IllegalStateException when this orchestrator was closed, or has run out of memory and
   *     so let go of its rollouts, for other processes to take over
   */
  public Rollout start(RolloutSpec spec) {
    return engine.start(spec);
  }

  /**
   * Takes over the application's rollout once no living process owns it, and drives it to its end.
   * That takes at most the duration of the former owner's Lease; when the owner turns out to be
   * alive the outcome is {@link RolloutOutcome.Halted} with that reason and nothing is changed.
   * What this orchestrator has let go of itself, which its outcome told, it takes up again at once.
   *
   * @return the rollout; empty when the application has none that has not ended
   */
  public Optional<Rollout> resume(Application application) {
    return engine.resume(application);
  }

  /**
   * Takes over all rollouts of a namespace that have not ended, as {@link #resume(Application)}.
   */
  public List<Rollout> resume(String namespace) {
    return engine.resume(namespace);
  }

  /**
   * Takes over whatever rollouts other processes leave in a namespace, as {@link
   * #resume(Application)} does, until what is returned, or this orchestrator, is closed: at once
   * where their process has ended in order, and else as soon as its Lease has run out. It needs the
   * right to list and to watch Leases as well. Any number of processes may stand by; one of them
   * takes each rollout.
   *
   * @param taken is told on some thread of each rollout that this process begins to take over; one
   *     that another process was quicker with ends halted, with that as its reason
   */
  public AutoCloseable standBy(String namespace, Consumer<Rollout> taken) {
    return engine.standBy(namespace, taken);
  }

  /** Reads how an application stands. */
  public RolloutStatus status(Application application) {
    return engine.status(application);
  }

  /** Lists the applications of a namespace that have a ledger, which a first rollout makes. */
  public List<Application> applications(String namespace) {
    return engine.applications(namespace);
  }

  /**
   * Runs the wake, on any thread and at times for nothing, when an application's ledger changes,
   * until what is returned is closed. It is a hint to read {@link #status} again: changes of the
   * cluster's other objects wake nobody, and what cannot be watched never does.
   */
  public AutoCloseable watch(Application application, Runnable wake) {
    return engine.watch(application, wake);
  }

  /**
   * Asks the process that drives the application's rollout for the way back, as {@link
   * Rollout#abort}.
   *
   * @throws VerdigrisException when no rollout is under way, or the point of no return is past
   */
  public void abort(Application application, String by, String reason) {
    engine.abort(application, by, reason);
  }

  /**
   * Asks for the way back also past a point of no return, as {@link Rollout#abortPastNoReturn}.
   *
   * @throws VerdigrisException when no rollout is under way
   */
  public void abortPastNoReturn(Application application, String by, String reason) {
    engine.abortPastNoReturn(application, by, reason);
  }

  /**
   * Approves the application's rollout, whatever process drives it, as {@link Rollout#approve}.
   *
   * @throws VerdigrisException when no rollout is under way
   */
  public void approve(Application application, String by) {
    engine.approve(application, by);
  }

  @Override
  public void close() {
    engine.close();
  }

  /** Collects an orchestrator's configuration; not safe for use by several threads. */
  public static final class Builder {
    private final Wiring wiring = new Wiring();

    private Builder() {}

    /** Uses this provisioner instead of one found on the class path. */
    public Builder provisioner(EnvironmentProvisioner provisioner) {
      wiring.use(EnvironmentProvisioner.class, "", provisioner);
      return this;
    }

    /** Uses this switcher instead of one found on the class path. */
    public Builder switcher(TrafficSwitcher switcher) {
      wiring.use(TrafficSwitcher.class, "", switcher);
      return this;
    }

    /** Uses this store instead of one found on the class path. */
    public Builder store(RolloutStore store) {
      wiring.use(RolloutStore.class, "", store);
      return this;
    }

    /** Offers a verifier under an id, by which specs name it. */
    public Builder verifier(String id, HealthVerifier verifier) {
      wiring.use(HealthVerifier.class, id, verifier);
      return this;
    }

    /** Offers a hook under an id, by which specs name it. */
    public Builder hook(String id, PhaseHook hook) {
      wiring.use(PhaseHook.class, id, hook);
      return this;
    }

    /** Offers a source of metrics under an id, by which specs name it. */
    public Builder metrics(String id, MetricSource source) {
      wiring.use(MetricSource.class, id, source);
      return this;
    }

    /** Offers a policy under an id, by which specs name it. */
    public Builder policy(String id, RollbackPolicy policy) {
      wiring.use(RollbackPolicy.class, id, policy);
      return this;
    }

    /** Gives providers an instance to share, such as a Kubernetes client; it is not closed. */
    public <T> Builder shared(Class<T> type, T instance) {
      wiring.share(type, instance);
      return this;
    }

    /**
     * Sets the providers' configuration; {@code provisioner}, {@code switcher} and {@code store}
     * name the id to take where several are present; of switchers {@code service-selector} is taken
     * unless another is named here or by the spec.
     */
    public Builder configuration(Map<String, String> configuration) {
      wiring.configuration(configuration);
      return this;
    }

    /** Sets where meters go; default {@link Metrics#globalRegistry}. */
    public Builder meters(MeterRegistry registry) {
      wiring.meters(registry);
      return this;
    }

    /**
     * Sets where observations go: one of each rollout, its phases within it, and each call that
     * moves traffic, for traces; default nowhere, at no cost.
     */
    public Builder observations(ObservationRegistry registry) {
      wiring.observations(registry);
      return this;
    }

    /** Adds a listener. */
    public Builder listener(RolloutListener listener) {
      wiring.listener(listener);
      return this;
    }

    /** Sets the clock; default the system's, in UTC. */
    public Builder clock(InstantSource clock) {
      wiring.clock(clock);
      return this;
    }

    /** Sets what runs the tasks; default a few daemon threads of the orchestrator's own. */
    public Builder scheduler(TaskScheduler scheduler) {
      wiring.scheduler(scheduler);
      return this;
    }

    /** Sets the seed of the jitter between tries; default random. */
    public Builder seed(long seed) {
      wiring.seed(seed);
      return this;
    }

    /**
     * Sets after how long without a sign of life other processes may take over; default 15 s, at
     * least 1 s.
     */
    public Builder leaseDuration(Duration duration) {
      Checks.argument(
          duration.compareTo(Duration.ofSeconds(1)) >= 0,
          "lease duration",
          duration,
          "must be at least 1s");
      wiring.leaseDuration(duration);
      return this;
    }

    /**
     * Returns the orchestrator.
     *
     * @throws ProviderSelectionException when provisioner, switcher or store cannot be told
     */
    public BlueGreenOrchestrator build() {
      return new BlueGreenOrchestrator(new Engine(wiring));
    }
  }
}
