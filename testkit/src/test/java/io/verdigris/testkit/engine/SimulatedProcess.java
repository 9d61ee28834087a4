package io.verdigris.testkit.engine;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Confirmation;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.Sample;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.Topology;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.Versioned;
import io.verdigris.testkit.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One orchestrator process whose extensions are fakes that share one world; calls can be made to
 * meet trouble by their names.
 */
final class SimulatedProcess implements TaskScheduler {
  /** Ends a task of a process that is dead; nothing in the process sees it but the scheduler. */
  private static final class Dead extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What a named call meets instead of its effect, for a number of times. */
  private record Trouble(int left, Runnable what) {
    static final Trouble NONE = new Trouble(0, () -> {});

    Trouble once() {
      return new Trouble(left - 1, what);
    }

    void happen() {
      what.run();
    }
  }

  private final ManualTime time;
  private final World world;
  private final RolloutStore store;
  private final Map<String, Trouble> troubles = new TreeMap<>();
  private boolean dead;

  SimulatedProcess(ManualTime time, World world, RolloutStore store) {
    this.time = time;
    this.world = world;
    this.store = store;
  }

  /** Has the next calls of this name, such as {@code save}, do this first; it may throw. */
  void trouble(String name, int times, Runnable what) {
    troubles.put(name, new Trouble(times, what));
  }

  /** Ends the process in the middle of whatever it does. */
  void kill() {
    dead = true;
  }

  BlueGreenOrchestrator orchestrator() {
    return builder().build();
  }

  BlueGreenOrchestrator.Builder builder() {
    return BlueGreenOrchestrator.builder()
        .clock(time)
        .scheduler(this)
        .seed(1)
        .store(new Store())
        .provisioner(new Provisioner())
        .switcher(new Switcher())
        .metrics("simulated", new Metrics());
  }

  /** Runs one call of the outside world, with the trouble that it meets. */
  private <T> T call(String name, Supplier<T> effect) {
    if (dead) {
      throw new Dead();
    }
    Trouble trouble = troubles.getOrDefault(name, Trouble.NONE);
    troubles.computeIfPresent(name, (n, t) -> t.left() > 1 ? t.once() : null);
    trouble.happen();
    return effect.get();
  }

  @Override
  public void execute(Runnable task) {
    time.execute(() -> runAlive(task));
  }

  @Override
  public Cancellable schedule(Runnable task, Duration delay) {
    return time.schedule(() -> runAlive(task), delay);
  }

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  private void runAlive(Runnable task) {
    if (dead) {
      return;
    }
    try {
      task.run();
    } catch (Dead e) {
      // the process is gone
    } catch (OutOfMemoryError | LinkageError e) {
      // a thread of a pool ends by it, and another one takes its place
    }
  }

  private void testFence(long current, RolloutContext context) {
    if (current != context.fence()) {
      throw new OwnershipLostException("fence is " + current + ", not " + context.fence());
    }
  }

  private static long stamp(long current, RolloutContext context) {
    if (current > context.fence()) {
      throw new OwnershipLostException("fence is " + current + " already");
    }
    return context.fence();
  }

  private final class Switcher implements TrafficSwitcher {
    @Override
    public TrafficState read(Application application) {
      return call("read", this::state);
    }

    private TrafficState state() {
      return new TrafficState(world.live, world.epoch, world.fence, world.rollout, world.problems);
    }

    @Override
    public Admission admit(RolloutSpec spec, TrafficState traffic) {
      return call("admit", () -> new Admission(List.of(), List.of(), List.of(), List.of(), 0));
    }

    @Override
    public TrafficState claim(RolloutContext context) {
      return call(
          "claim",
          () -> {
            world.fence = stamp(world.fence, context);
            return state();
          });
    }

    @Override
    public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
      return call("switchTo", () -> move(request));
    }

    private Progress<SwitchReceipt> move(SwitchRequest request) {
      boolean done =
          world.live.filter(request.to()::equals).isPresent() && world.epoch == request.epoch();
      if (done) {
        return Progress.done(new SwitchReceipt(request.epoch(), true));
      }
      testFence(world.fence, request.context());
      if (!world.live.equals(request.from())) {
        throw new ForeignChangeException("live is " + world.live);
      }
      world.select(request.to(), request.epoch(), request.context().rollout());
      return Progress.done(new SwitchReceipt(request.epoch(), false));
    }

    @Override
    public Progress<Confirmation> confirm(SwitchRequest request) {
      return call(
          "confirm",
          () ->
              world.epoch == request.epoch()
                  ? Progress.done(new Confirmation("selected"))
                  : Progress.waiting("epoch " + request.epoch(), Duration.ofMillis(100)));
    }
  }

  private final class Provisioner implements EnvironmentProvisioner {
    @Override
    public Topology observe(Application application) {
      return call(
          "observe",
          () -> {
            Map<Colour, Topology.Size> sizes = new TreeMap<>();
            for (Colour colour : Colour.values()) {
              sizes.put(
                  colour, new Topology.Size(world.env(colour).desired, world.ready(colour), ""));
            }
            return new Topology(sizes);
          });
    }

    @Override
    public Admission admit(RolloutSpec spec, Optional<Colour> live, Colour to) {
      int replicas = live.map(colour -> world.env(colour).desired).orElse(3);
      return call(
          "admit", () -> new Admission(List.of(), List.of(), List.of(), List.of(), replicas));
    }

    @Override
    public void claim(RolloutContext context) {
      for (Colour colour : Colour.values()) {
        call(
            "claim",
            () -> {
              world.env(colour).fence = stamp(world.env(colour).fence, context);
              return true;
            });
      }
    }

    @Override
    public Progress<Progress.Nothing> prepare(EnvironmentRequest request) {
      return call("prepare", Progress::done);
    }

    @Override
    public Progress<Progress.Nothing> deploy(EnvironmentRequest request) {
      scale(request, request.replicas(), request.context().rollout());
      return call(
          "deploy",
          () ->
              world.ready(request.colour()) == request.replicas()
                  ? Progress.done()
                  : Progress.waiting("pods", Duration.ofSeconds(1)));
    }

    private void scale(EnvironmentRequest request, int replicas, String version) {
      call(
          "scale",
          () -> {
            testFence(world.env(request.colour()).fence, request.context());
            world.scale(request.colour(), replicas, version);
            return true;
          });
    }

    @Override
    public Progress<Progress.Nothing> restore(EnvironmentRequest request) {
      World.Env env = world.env(request.colour());
      scale(request, Math.max(env.desired, request.replicas()), env.version);
      return Progress.done();
    }

    @Override
    public Progress<Environment> serving(EnvironmentRequest request) {
      Environment environment = ready(request);
      return environment.ready() == environment.desired() && environment.ready() > 0
          ? Progress.done(environment)
          : Progress.waiting("slices", Duration.ofMillis(500));
    }

    @Override
    public Environment ready(EnvironmentRequest request) {
      Colour colour = request.colour();
      return call(
          "ready",
          () ->
              new Environment(
                  colour,
                  "web-" + colour,
                  8080,
                  world.env(colour).desired,
                  IntStream.range(0, world.ready(colour))
                      .mapToObj(i -> new Environment.Pod(colour + "-" + i, "10.0.0." + i))
                      .toList()));
    }

    @Override
    public Progress<Progress.Nothing> decommission(EnvironmentRequest request) {
      scale(request, 0, world.env(request.colour()).version);
      return Progress.done();
    }

    @Override
    public Progress<Progress.Nothing> quarantine(EnvironmentRequest request) {
      return decommission(request);
    }
  }

  /**
   * A hundred requests a second to each pod of what is live; all of green's fail when green fails.
   */
  private final class Metrics implements MetricSource {
    @Override
    public Sample read(MetricRequest request) {
      return call("read", () -> sample(request.environment()));
    }

    private Sample sample(Environment environment) {
      if (environment.pods().isEmpty()) {
        return new Sample.Missing("no pods");
      }
      boolean serves = world.live.filter(environment.colour()::equals).isPresent();
      long requests = serves ? time.instant().toEpochMilli() / 10 : 1;
      boolean fails = world.greenFails && environment.colour() == Colour.GREEN;
      Map<String, Counters> pods = new TreeMap<>();
      for (Environment.Pod pod : environment.pods()) {
        pods.put(
            pod.name(),
            new Counters(requests, fails ? requests : 0, new TreeMap<>(), OptionalLong.of(0)));
      }
      return new Sample.Value(pods, Sample.AsOf.at(time.instant()));
    }
  }

  private final class Store implements RolloutStore {
    @Override
    public Versioned<Ledger> load(Application application) {
      return call("load", () -> store.load(application));
    }

    @Override
    public Versioned<Ledger> save(Application application, Versioned<Ledger> ledger) {
      return call("save", () -> store.save(application, ledger));
    }

    @Override
    public List<Application> list(String namespace) {
      return call("list", () -> store.list(namespace));
    }

    @Override
    public void heartbeat(String namespace, String owner, Duration duration) {
      call(
          "heartbeat",
          () -> {
            store.heartbeat(namespace, owner, duration);
            return true;
          });
    }

    @Override
    public Optional<Heartbeat> heartbeatOf(String namespace, String owner) {
      return call("heartbeatOf", () -> store.heartbeatOf(namespace, owner));
    }

    @Override
    public Map<String, Heartbeat> heartbeats(String namespace) {
      return call("heartbeats", () -> store.heartbeats(namespace));
    }

    @Override
    public Map<Application, Versioned<Ledger>> loadAll(String namespace) {
      return call("loadAll", () -> store.loadAll(namespace));
    }

    @Override
    public void withdraw(String namespace, String owner) {
      call(
          "withdraw",
          () -> {
            store.withdraw(namespace, owner);
            return true;
          });
    }

    @Override
    public AutoCloseable watch(Application application, Runnable wake) {
      return store.watch(application, wake);
    }
  }
}
