package io.verdigris.internal;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.verdigris.Application;
import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutSpec;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.judging.Series;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Confirmation;
import io.verdigris.spi.Counters;
import io.verdigris.spi.EntryProbe;
import io.verdigris.spi.Environment;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RollbackPolicy;
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
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A rollout from blue to green around one step, whose world a test sets as it likes. */
final class Scene {
  private final Phase phase;
  private final Step step;
  private final Scratch scratch = new Scratch();
  private final Series series = new Series();
  private final Vigil vigil = new Vigil();
  private Named<RollbackPolicy> policy = limits();
  private Recorder recorder = new Recorder(List.of(policy), false);
  private final List<RolloutEvent> told = new ArrayList<>();
  private final List<Named<PhaseHook>> hooks = new ArrayList<>();
  private Duration passed = Duration.ZERO;
  private Optional<Colour> from = Optional.of(Colour.BLUE);
  private Optional<Entry> entry = Optional.empty();
  private Optional<String> noReturn = Optional.empty();
  private Optional<Sample> sample = Optional.empty();
  private Optional<String> answering = Optional.empty();
  private final Map<Blind, BlindRule> whenBlind = new EnumMap<>(Blind.class);
  private Map<String, Integer> restarts = Map.of();
  private Duration answerTakes = Duration.ZERO;
  private boolean entryIsDown;
  private List<String> pods = List.of("a", "b", "c");
  private List<String> livePods = List.of("d", "e", "f");
  private int desired = 3;
  private boolean woken;
  private boolean last;
  TrafficState traffic;
  int asked;
  int readings;
  int environments;
  int looks;
  boolean watching;

  Scene(Phase phase, Step step) {
    this.phase = phase;
    this.step = step;
    traffic = Samples.traffic(Colour.GREEN, state().forwardEpoch());
  }

  Scene pods(String... names) {
    pods = List.of(names);
    return this;
  }

  /** The live colour's ready pods while the old one drains. */
  Scene livePods(int ready) {
    livePods = Stream.of("d", "e", "f").limit(ready).toList();
    return this;
  }

  Scene desired(int replicas) {
    desired = replicas;
    return this;
  }

  Scene metrics(Sample answer) {
    sample = Optional.of(answer);
    return this;
  }

  /** The counters of these pods, as they are now. */
  Scene counting(Map<String, Long> requests) {
    return counting(requests, now());
  }

  Scene counting(Map<String, Long> requests, Instant at) {
    var counters = new HashMap<String, Counters>();
    requests.forEach((pod, count) -> counters.put(pod, counters(count, 0)));
    return metrics(new Sample.Value(counters, Sample.AsOf.at(at)));
  }

  static Counters counters(long requests, long errors) {
    return new Counters(requests, errors, new TreeMap<>(), OptionalLong.empty());
  }

  /** How often each pod's container has restarted by now. */
  Scene restarts(Map<String, Integer> counts) {
    restarts = counts;
    return this;
  }

  Scene whenBlind(Blind blind, BlindRule rule) {
    whenBlind.put(blind, rule);
    return this;
  }

  Scene entry() {
    entry = Optional.of(Entry.of(URI.create("http://127.0.0.1:1/")));
    return this;
  }

  Scene answering(String pod) {
    answering = Optional.of(pod);
    return this;
  }

  Scene answersTake(Duration time) {
    answerTakes = time;
    return this;
  }

  Scene entryIsDown() {
    entryIsDown = true;
    return this;
  }

  Scene after(Duration more) {
    passed = passed.plus(more);
    return this;
  }

  Scene woken() {
    woken = true;
    return this;
  }

  /** Without an old colour. */
  Scene firstInstallation() {
    from = Optional.empty();
    return this;
  }

  Scene last() {
    last = true;
    return this;
  }

  Instant now() {
    return Samples.NOON.plus(passed);
  }

  /**
   * Has another policy judge than the usual limits.
   *
   * @param shares whether both colours can have traffic
   */
  Scene judgedBy(Named<RollbackPolicy> own, boolean shares) {
    policy = own;
    recorder = new Recorder(List.of(own), shares);
    return this;
  }

  /** Adds a hook after VERIFY. */
  Scene hook(PhaseHook hook) {
    return hook(hook, Map.of());
  }

  Scene hook(PhaseHook hook, Map<String, String> settings) {
    hooks.add(new Named<>(Extension.of(Extension.Kind.HOOK, "fake", settings), hook));
    return this;
  }

  /** Past the point of no return. */
  Scene passing(String what) {
    noReturn = Optional.of(what);
    return this;
  }

  Event callHooks() {
    return new HookSteps(extensions(), calls()).call(look());
  }

  Event watch() {
    return watchSteps().watch(look());
  }

  void guard(TrafficGuard guard) {
    guard.check(look());
  }

  TrafficGuard trafficGuard() {
    return new TrafficGuard(new ExtensionCalls(extensions(), calls()));
  }

  Event drain() {
    return watchSteps().drain(look());
  }

  Optional<Event> alarm() {
    return alarm(true);
  }

  Optional<Event> alarm(boolean hook) {
    return watchSteps().alarm(look(), hook);
  }

  Event forward() {
    return evidenceSteps().forward(look());
  }

  Event back() {
    return evidenceSteps().back(look());
  }

  Plan plan(Named<?> extension) {
    Extensions e = extensions();
    boolean verifies = extension.instance() instanceof HealthVerifier;
    var with =
        new Extensions(
            e.provisioner(),
            e.switcher(),
            verifies ? List.of(of(extension, HealthVerifier.class)) : List.of(),
            e.hooks(),
            e.metrics(),
            verifies ? e.policies() : List.of(of(extension, RollbackPolicy.class)));
    return Survey.of(state().spec(), with, new NoLedger(), calls()).plan();
  }

  private static <T> Named<T> of(Named<?> extension, Class<T> type) {
    return new Named<>(extension.extension(), type.cast(extension.instance()));
  }

  Event compare() {
    return compareSteps().compare(look());
  }

  Event shifted() {
    return compareSteps().shifted(look());
  }

  Event verify() {
    return new EnvironmentSteps(extensions(), calls()).verify(look());
  }

  /** Takes a preview away and tells what then comes. */
  Event withdraw() {
    return trafficSteps(extensions()).withdraw(look(), look -> look.done("withdrawn"));
  }

  private static TrafficSteps trafficSteps(Extensions extensions) {
    return new TrafficSteps(
        extensions,
        calls(),
        new Never(),
        new Meters(new SimpleMeterRegistry()),
        new Traces(ObservationRegistry.NOOP));
  }

  private CompareSteps compareSteps() {
    Extensions extensions = extensions();
    var common = new ExtensionCalls(extensions, calls());
    var traffic = trafficSteps(extensions);
    return new CompareSteps(common, traffic, readings(extensions), watchSteps());
  }

  private WatchSteps watchSteps() {
    Extensions extensions = extensions();
    return new WatchSteps(extensions, readings(extensions), calls(), recorder);
  }

  private EvidenceSteps evidenceSteps() {
    Extensions extensions = extensions();
    return new EvidenceSteps(
        new ExtensionCalls(extensions, calls()),
        new Probe(),
        this::now,
        readings(extensions),
        recorder);
  }

  private static Readings readings(Extensions extensions) {
    return new Readings(extensions.metrics(), calls());
  }

  private Extensions extensions() {
    List<Named<MetricSource>> metrics =
        sample.stream()
            .map(
                s ->
                    named(
                        (MetricSource)
                            request -> {
                              readings++;
                              return s;
                            }))
            .toList();
    return new Extensions(new Pods(), new Switcher(), List.of(), hooks, metrics, List.of(policy));
  }

  private static Named<MetricSource> named(MetricSource source) {
    return new Named<>(Extension.of(Extension.Kind.METRICS, "fake", Map.of()), source);
  }

  private static Named<RollbackPolicy> limits() {
    Extension limits = Samples.spec().extensions(Extension.Kind.POLICY).get(0);
    return new Named<>(limits, new HardLimitPolicy());
  }

  private static Calls calls() {
    return new Calls(new Never());
  }

  private Look look() {
    RolloutState state = state();
    var context = new RolloutContext("web-7", state.spec().application(), 1, () -> {});
    boolean seen = woken;
    woken = false;
    return new Look(
        state,
        step,
        context,
        scratch,
        series,
        vigil,
        seen,
        passed,
        last,
        now(),
        (type, message, details) ->
            told.add(
                RolloutEvent.of(
                    now(), "web-7", state.spec().application(), phase, type, message, details)));
  }

  /** Returns what listeners were told. */
  List<RolloutEvent> told() {
    return told;
  }

  private RolloutState state() {
    RolloutSpec spec = Samples.spec();
    var own =
        new RolloutSpec(
            spec.application(),
            spec.change(),
            spec.timings(),
            spec.options(),
            spec.steps(),
            entry,
            whenBlind,
            spec.extensions());
    RolloutState state =
        phase == Phase.SHIFT ? Samples.stepping() : Samples.at(own, phase, from, true);
    return noReturn.map(state::passing).orElse(state);
  }

  /** Runs nothing: nothing here overruns. */
  private static final class Never implements TaskScheduler {
    @Override
    public void execute(Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      return () -> {};
    }

    @Override
    public long nanoTime() {
      return 0;
    }
  }

  /** A store that nothing was ever saved in. */
  private static final class NoLedger implements RolloutStore {
    @Override
    public Versioned<Ledger> load(Application application) {
      return new Versioned<>(Ledger.empty(), "");
    }

    @Override
    public Versioned<Ledger> save(Application application, Versioned<Ledger> ledger) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Application> list(String namespace) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void heartbeat(String namespace, String owner, Duration duration) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Heartbeat> heartbeatOf(String namespace, String owner) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void withdraw(String namespace, String owner) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable watch(Application application, Runnable wake) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Probe implements EntryProbe {
    @Override
    public Optional<String> ask(Entry where) throws IOException {
      asked++;
      passed = passed.plus(answerTakes);
      if (entryIsDown) {
        throw new IOException("connection refused");
      }
      return answering;
    }
  }

  private final class Switcher implements TrafficSwitcher {
    @Override
    public TrafficState read(Application application) {
      looks++;
      return traffic;
    }

    @Override
    public boolean isWatching(Application application) {
      return watching;
    }

    @Override
    public Admission admit(RolloutSpec spec, TrafficState now) {
      return Admission.granted();
    }

    @Override
    public TrafficState claim(RolloutContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<Confirmation> confirm(SwitchRequest request) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Pods implements EnvironmentProvisioner {
    @Override
    public Environment ready(EnvironmentRequest request) {
      environments++;
      boolean live = step == Step.DRAIN && request.colour() == Colour.GREEN;
      Stream<Environment.Pod> all =
          (live ? livePods : pods).stream().map(p -> new Environment.Pod(p, "10.0.0.1"));
      return new Environment(request.colour(), "web", 8080, live ? 3 : desired, all.toList());
    }

    @Override
    public Map<String, Integer> restarts(EnvironmentRequest request) {
      return restarts;
    }

    @Override
    public Topology observe(Application application) {
      return new Topology(Map.of(Colour.BLUE, new Topology.Size(3, 3, "")));
    }

    @Override
    public Admission admit(RolloutSpec spec, Optional<Colour> live, Colour to) {
      return Admission.granted();
    }

    @Override
    public void claim(RolloutContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<Progress.Nothing> prepare(EnvironmentRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<Progress.Nothing> deploy(EnvironmentRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<Progress.Nothing> restore(EnvironmentRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<Environment> serving(EnvironmentRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<Progress.Nothing> decommission(EnvironmentRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<Progress.Nothing> quarantine(EnvironmentRequest request) {
      throw new UnsupportedOperationException();
    }
  }
}
