package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.verdigris.Application;
import io.verdigris.testkit.ManualTime;
import io.verdigris.testkit.cluster.Controllers.Parts;
import io.verdigris.testkit.cluster.SimulatedPods.Life;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The embedded cluster's API server and controllers on a manual clock, with pods and clients that
 * are reckoned instead of run: no thread, no socket, the same course of events for the same seed.
 * All calls come on the thread that lets time pass.
 */
public final class SimulatedCluster {
  private static final int HISTORY = 1;

  /** One for all clients, since it takes longer to make than a client lives here. */
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final ManualTime time;
  private final ObjectStore store = new ObjectStore();
  private final Api api;
  private final Access access = new Access(store);
  private final String token;
  private final ObjectState state;
  private final SimulatedNodes nodes;
  private final SimulatedPods pods;
  private final List<DirectWatch> watches = new ArrayList<>();
  private final List<Consumer<ClusterChange>> observers = new ArrayList<>();
  private String writer = "";

  /**
   * What a simulated cluster is like. Each lag is asked for whenever there is one.
   *
   * @param application the one that is there
   * @param wayIn what the clients' requests go by
   * @param nodes how many nodes
   * @param rate requests a second on each node
   * @param sliceLag from a change until the slices follow
   * @param proxyLag from a slice, or a change at the edge, until a node's connections follow
   * @param drain how long pods serve on after they were asked to end
   * @param behaviours how the pods of an image behave
   */
  public record Setting(
      Application application,
      WayIn wayIn,
      int nodes,
      double rate,
      Supplier<Duration> sliceLag,
      Supplier<Duration> proxyLag,
      Duration drain,
      Function<String, PodBehaviour> behaviours) {}

  /** Makes a cluster with the application's namespace. */
  public SimulatedCluster(ManualTime time, RandomGenerator random, Setting setting) {
    this.time = time;
    var registry = new Registry(store, time, new Names(random));
    store.listen(this::changed);
    state = new ObjectState(store, registry, time::execute);
    var loop = new ControlLoop(time);
    var inventory = new Inventory(state);
    nodes = new SimulatedNodes(loop, setting);
    pods =
        new SimulatedPods(
            inventory, loop, time, setting.behaviours(), setting.drain(), nodes::reckon);
    nodes.over(pods);
    var parts = new Parts(pods, setting.sliceLag(), List.of(nodes));
    new Controllers(inventory, loop, time, parts).start(state);
    var resources = new Resources(store, registry, new Journal(HISTORY));
    PodAccess unreachable = new Unreachable();
    api =
        new Api(
            access, resources, new Scales(resources, registry), new PodCalls(store, unreachable));
    token = access.token(Access.ADMIN);
    state.create(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(setting.application().namespace())
            .endMetadata()
            .build());
  }

  /** Its pods have no sockets. */
  private static final class Unreachable implements PodAccess {
    @Override
    public HttpMessage call(String namespace, String pod, int port, HttpMessage request)
        throws IOException {
      throw new IOException("pods of a simulated cluster cannot be called");
    }

    @Override
    public Optional<String> log(String namespace, String pod) {
      return Optional.empty();
    }
  }

  /**
   * Returns a client.
   *
   * @param name who is told to observers as the writer of what it changes
   * @param wire what its requests go through
   * @param tasks what runs its watches' handlers
   */
  public KubernetesClient client(String name, Wire wire, Executor tasks) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://simulated/")
            .withOauthToken(token)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new DirectHttp.Factory(new Connection(name, wire)))
        .withKubernetesSerialization(SERIALIZATION)
        .withTaskExecutor(tasks)
        .build();
  }

  /** One client's side of the server. */
  private final class Connection implements DirectHttp.Server {
    private final String name;
    private final Wire wire;

    Connection(String name, Wire wire) {
      this.name = name;
      this.wire = wire;
    }

    @Override
    public Wire.Response handle(ApiRequest request) throws IOException {
      return wire.carry(request, r -> answer(name, r));
    }

    @Override
    public DirectWatch watch(ApiRequest request, WebSocket.Listener listener) {
      Reply reply = api.handle(request);
      if (!(reply instanceof Reply.Changes changes)) {
        throw new IllegalStateException(request.path() + " is no watch");
      }
      var watch =
          new DirectWatch(changes.watching(), wire, listener, time::execute, watches::remove);
      watches.add(watch);
      watch.begin();
      return watch;
    }
  }

  private Wire.Response answer(String name, ApiRequest request) {
    String before = writer;
    writer = name;
    try {
      return response(api.handle(request));
    } catch (Refusal e) {
      return new Wire.Response(e.code(), Map.of(), Json.write(e.status()));
    } finally {
      writer = before;
    }
  }

  private static Wire.Response response(Reply reply) {
    if (reply instanceof Reply.Document document) {
      return new Wire.Response(document.status(), Map.of(), Json.write(document.body()));
    } else if (reply instanceof Reply.Text text) {
      return new Wire.Response(text.status(), text.headers(), text.body());
    }
    throw new IllegalStateException("watches go by web socket");
  }

  private void changed(Change change) {
    List.copyOf(watches).forEach(watch -> watch.changed(change));
    if (!observers.isEmpty()) {
      var seen =
          new ClusterChange(
              writer,
              change.kind().name(),
              Json.namespace(change.object()),
              Json.name(change.object()),
              Optional.ofNullable(change.before()),
              change.object(),
              change.deleted());
      observers.forEach(observer -> observer.accept(seen));
    }
  }

  /** Tells the observer of each change from now on, before the call that made it returns. */
  public void observe(Consumer<ClusterChange> observer) {
    observers.add(observer);
  }

  /** Reads an object as it is; empty when it is not there. */
  public Optional<JsonNode> read(String kind, String namespace, String name) {
    return kind(kind).flatMap(k -> store.get(new ObjectStore.Key(k, namespace, name)));
  }

  /** Lists the objects of a kind as they are. */
  public List<JsonNode> list(String kind, String namespace) {
    return kind(kind)
        .map(k -> List.<JsonNode>copyOf(store.list(k, namespace).objects()))
        .orElse(List.of());
  }

  private static Optional<Kind> kind(String name) {
    return Kinds.all().stream().filter(k -> k.name().equals(name)).findFirst();
  }

  /** Ends a pod's container, which is started again; false when there is no such pod. */
  public boolean kill(String namespace, String pod) {
    return pods.kill(namespace, pod);
  }

  /**
   * Returns what the running pods with these names have counted so far.
   *
   * @param names pod names; those that do not serve are left out
   */
  public Map<String, Count> counts(String namespace, List<String> names) {
    nodes.reckon();
    var counts = new TreeMap<String, Count>();
    for (String name : names) {
      pods.find(namespace, name)
          .filter(Life::serves)
          .ifPresent(l -> counts.put(name, new Count((long) l.requests, (long) l.errors)));
    }
    return counts;
  }

  /**
   * Requests of one pod since its container was started.
   *
   * @param requests all that it answered
   * @param errors those of them that failed
   */
  public record Count(long requests, long errors) {}

  /**
   * Returns how many requests were lost, by the pod that should have answered; under {@code no
   * endpoint} those for which there was none, under {@code no rule} those that nothing took.
   */
  public Map<String, Double> lost() {
    nodes.reckon();
    return nodes.lost();
  }
}
