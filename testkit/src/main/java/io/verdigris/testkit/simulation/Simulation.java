package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Verification;
import io.verdigris.spi.VerifyRequest;
import io.verdigris.testkit.ManualTime;
import io.verdigris.testkit.cluster.PodBehaviour;
import io.verdigris.testkit.cluster.SimulatedCluster;
import io.verdigris.testkit.cluster.WayIn;
import io.verdigris.testkit.cluster.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One simulated world: a cluster with one application, processes that drive its rollouts, and
 * others who write there too. The same seed, conditions and calls give the same course of events.
 * Used on one thread.
 *
 * <pre>{@code
 * try (var simulation = new Simulation(42, Conditions.calm())) {
 *   SimulatedProcess process = simulation.process(FaultPlan.once(17, Fault.ANSWER_LOST));
 *   Rollout rollout = process.builder().build().start(spec);
 *   simulation.time().advance(Duration.ofMinutes(30));
 *   assertThat(simulation.violations()).as(simulation.trace().toString()).isEmpty();
 * }
 * }</pre>
 */
public final class Simulation implements AutoCloseable {
  /** The id of the verifier that passes pods which fail no request. */
  public static final String HEALTH = "simulated-health";

  /** The id of the source of metrics that reads what pods have counted. */
  public static final String METRICS = "simulated-metrics";

  /** How many pods the live colour has at first. */
  public static final int REPLICAS = 2;

  private static final Application WEB = new Application("shop", "web");
  private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "front");
  private static final int NODES = 3;
  private static final double RATE = 100;
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration SETTLING = Duration.ofMinutes(1);
  private static final Duration SHAKEN = Duration.ofSeconds(30);

  private final ManualTime time = new ManualTime();
  private final RandomGenerator random;
  private final Conditions conditions;
  private final Directing directing;
  private final Trace trace = new Trace(time::nanoTime);
  private final SimulatedCluster cluster;
  private final Invariants invariants;
  private final Map<String, PodBehaviour> behaviours = new HashMap<>();
  private final Set<String> processes = new HashSet<>();
  private final List<SimulatedProcess> started = new ArrayList<>();
  private final Map<String, KubernetesClient> others = new HashMap<>();
  private long shakenUntil;
  private Runnable challenger = () -> {};

  /**
   * Makes a world in which {@code web} of namespace {@code shop} runs blue, and has for a while,
   * and its Service's selector directs traffic.
   */
  public Simulation(long seed, Conditions conditions) {
    this(seed, conditions, Directing.selector());
  }

  /**
   * Makes a world in which {@code web} of namespace {@code shop} runs blue, and has for a while.
   */
  public Simulation(long seed, Conditions conditions, Directing directing) {
    this.random = new SplittableRandom(seed);
    this.conditions = conditions;
    this.directing = directing;
    cluster =
        new SimulatedCluster(
            time,
            random,
            new SimulatedCluster.Setting(
                WEB,
                new WayIn(directing.type(), WEB.service()),
                NODES,
                RATE,
                () -> conditions.sliceLag().draw(random),
                () -> conditions.proxyLag().draw(random),
                DRAIN,
                this::behaviour));
    invariants = new Invariants(this);
    KubernetesClient admin = other("admin");
    directing
        .manifest()
        .ifPresentOrElse(
            manifest -> createEdge(admin, manifest),
            () -> admin.resource(service(WEB.service(), "blue")).create());
    admin.resource(blue()).create();
    time.advance(SETTLING);
    cluster.observe(invariants::changed);
  }

  /** The stable Service selects no pod, so that none is reached past the edge. */
  private static void createEdge(KubernetesClient admin, String manifest) {
    admin.resource(service(WEB.service(), "none")).create();
    admin.resource(service(WEB.service() + "-blue", "blue")).create();
    admin.resource(service("docs", "none")).create();
    admin.resource(manifest).create();
  }

  private static Service service(String name, String colour) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(WEB.namespace())
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withSelector(Map.of("app", "web", "color", colour))
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withNewTargetPort(8080)
        .endPort()
        .endSpec()
        .build();
  }

  private static Deployment blue() {
    var labels = new TreeMap<>(LABELS);
    labels.put("color", "blue");
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(WEB.namespace())
        .withName(WEB.service() + "-blue")
        .endMetadata()
        .withNewSpec()
        .withReplicas(REPLICAS)
        .withNewSelector()
        .withMatchLabels(labels)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("web:1")
        .addNewPort()
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private PodBehaviour behaviour(String image) {
    return behaviours.computeIfAbsent(
        image, i -> PodBehaviour.good(conditions.startup().draw(random)));
  }

  /** Sets how the pods of an image behave; those of others are good. */
  public void behave(String image, PodBehaviour behaviour) {
    behaviours.put(image, behaviour);
  }

  /** Starts a process whose requests meet faults as planned. */
  public SimulatedProcess process(FaultPlan faults) {
    String name = "p" + (started.size() + 1);
    processes.add(name);
    var process = new SimulatedProcess(this, name, faults);
    started.add(process);
    trace.add(() -> name + " is started");
    return process;
  }

  /** Returns the client of somebody else, such as a person with kubectl, whose calls never fail. */
  public KubernetesClient other(String name) {
    return others.computeIfAbsent(name, n -> cluster.client(n, Wire.perfect(), time::execute));
  }

  /** Ends the container of a pod of a colour, if it has one; it is started again. */
  public void killPod(Colour colour) {
    List<String> pods = List.copyOf(ready(colour));
    if (!pods.isEmpty()) {
      String pod = pods.get(random.nextInt(pods.size()));
      trace.add(() -> "pod " + pod + " dies");
      cluster.kill(WEB.namespace(), pod);
      shake();
    }
  }

  /** Takes note that somebody else has changed what counts; losses since are not the engine's. */
  public void shake() {
    shakenUntil = time.nanoTime() + SHAKEN.toNanos();
    invariants.shaken();
  }

  boolean wasShaken() {
    return time.nanoTime() < shakenUntil;
  }

  boolean wasEverShaken() {
    return shakenUntil > 0;
  }

  /** Returns how long it is since the world was made ready. */
  public Duration sinceStart() {
    return Duration.ofNanos(time.nanoTime()).minus(SETTLING);
  }

  BlueGreenOrchestrator.Builder extend(BlueGreenOrchestrator.Builder builder) {
    return builder.verifier(HEALTH, this::verify).metrics(METRICS, this::sample);
  }

  private Progress<Verification> verify(VerifyRequest request) {
    Environment environment = request.environment();
    List<String> pods = environment.pods().stream().map(Environment.Pod::name).toList();
    if (pods.stream().map(this::imageOf).map(this::behaviour).anyMatch(b -> b.errors() >= 1)) {
      return Progress.failed("a pod of " + environment.colour() + " is sick");
    }
    invariants.verified(environment.colour(), pods);
    return Progress.done(new Verification(pods.size() + " pods are well"));
  }

  private String imageOf(String pod) {
    return cluster
        .read("Pod", WEB.namespace(), pod)
        .map(p -> p.path("spec").path("containers").path(0).path("image").asString(""))
        .orElse("");
  }

  private Sample sample(MetricRequest request) {
    List<String> names = request.environment().pods().stream().map(Environment.Pod::name).toList();
    var pods = new TreeMap<String, Counters>();
    cluster
        .counts(WEB.namespace(), names)
        .forEach(
            (name, c) ->
                pods.put(
                    name,
                    new Counters(c.requests(), c.errors(), new TreeMap<>(), OptionalLong.empty())));
    return pods.isEmpty()
        ? new Sample.Missing("no pod can be read")
        : new Sample.Value(pods, Sample.AsOf.at(time.instant()));
  }

  /** Ends all processes and clients; how things stand can be read on. */
  @Override
  public void close() {
    started.forEach(SimulatedProcess::close);
    others.values().forEach(KubernetesClient::close);
  }

  // ---- how things stand

  /** Returns the time on which everything runs. */
  public ManualTime time() {
    return time;
  }

  /** Returns the cluster. */
  public SimulatedCluster cluster() {
    return cluster;
  }

  /** Returns the application. */
  public Application application() {
    return WEB;
  }

  /** Returns what has happened so far. */
  public Trace trace() {
    return trace;
  }

  /** Returns what was found broken so far; empty when all is well. */
  public List<String> violations() {
    return invariants.violations();
  }

  /** Takes note of something that must not be, beside what is looked for anyway. */
  public void violated(String what) {
    invariants.violated("-", what);
  }

  /** Returns how often processes moved traffic. */
  public int switches() {
    return invariants.switches();
  }

  /** Returns the processes started so far. */
  public List<SimulatedProcess> processes() {
    return List.copyOf(started);
  }

  /** Returns what directs traffic. */
  public Directing directing() {
    return directing;
  }

  /** Returns the only colour with traffic; empty when there is none. */
  public Optional<Colour> live() {
    return Directing.only(parts());
  }

  /**
   * Returns which colours have traffic, as {@link Directing#parts} does; none without the object.
   */
  public Map<Colour, Integer> parts() {
    return read(directing.type()).map(directing::parts).orElse(Map.of());
  }

  /** Reads the application's object of this kind. */
  Optional<ObjectNode> read(Class<? extends HasMetadata> type) {
    return cluster
        .read(HasMetadata.getKind(type), WEB.namespace(), WEB.service())
        .map(object -> (ObjectNode) object.deepCopy());
  }

  /** Returns the replicas that a colour's Deployment asks for; 0 without one. */
  public int desired(Colour colour) {
    return deployment(colour).map(d -> d.path("spec").path("replicas").asInt(1)).orElse(0);
  }

  private Optional<JsonNode> deployment(Colour colour) {
    return cluster.list("Deployment", WEB.namespace()).stream()
        .filter(d -> Invariants.colourOfPods(d).equals(Optional.of(colour)))
        .findFirst();
  }

  /** Returns the names of the pods that the slices of the colour's own Service show as ready. */
  public SortedSet<String> ready(Colour colour) {
    var ready = new TreeSet<String>();
    String service = WEB.service() + "-" + colour.label();
    for (JsonNode slice : cluster.list("EndpointSlice", WEB.namespace())) {
      String owner =
          slice.path("metadata").path("labels").path("kubernetes.io/service-name").asString("");
      if (owner.equals(service)) {
        for (JsonNode endpoint : slice.path("endpoints")) {
          if (endpoint.path("conditions").path("ready").asBoolean(true)) {
            ready.add(endpoint.path("targetRef").path("name").asString(""));
          }
        }
      }
    }
    return ready;
  }

  /** Returns the phase that the ledger holds; empty without one. */
  public String savedPhase() {
    return ledger("state.phase");
  }

  /** Returns an entry of the ledger; empty without one. */
  public String ledger(String key) {
    return cluster
        .read("ConfigMap", WEB.namespace(), "verdigris-" + WEB.service())
        .map(map -> map.path("data").path(key).asString(""))
        .orElse("");
  }

  /** Returns how many requests each process has sent, by its name. */
  Map<String, Integer> calls() {
    var calls = new HashMap<String, Integer>();
    started.forEach(process -> calls.put(process.name(), process.calls()));
    return calls;
  }

  boolean isProcess(String writer) {
    return processes.contains(writer);
  }

  RandomGenerator random() {
    return random;
  }

  Conditions conditions() {
    return conditions;
  }

  /** Sets what starts another process that tries to take a rollout over. */
  void onChallenge(Runnable start) {
    challenger = start;
  }

  void challenge() {
    challenger.run();
  }

  /** Gives a colour's Deployment another size as somebody else; nothing without one. */
  public void scale(String by, Colour colour, int replicas) {
    deployment(colour)
        .map(d -> d.path("metadata").path("name").asString(""))
        .ifPresent(
            name -> {
              trace.add(() -> by + " scales " + name + " to " + replicas);
              shake();
              other(by)
                  .apps()
                  .deployments()
                  .inNamespace(WEB.namespace())
                  .withName(name)
                  .scale(replicas);
            });
  }

  /** Changes the application's object of this kind as somebody else; nothing without one. */
  public void edit(String by, Class<? extends HasMetadata> type, Consumer<ObjectNode> change) {
    trace.add(() -> by + " edits the " + HasMetadata.getKind(type));
    shake();
    read(type)
        .ifPresent(
            object -> {
              change.accept(object);
              other(by).resource(object.toString()).update();
            });
  }
}
