package io.verdigris.examples.deaths;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutStatus;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Answer;
import io.verdigris.testkit.traffic.Tally;
import io.verdigris.testkit.traffic.Traffic;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/** An application under traffic, and the processes that roll it out. */
final class Scene implements AutoCloseable {
  static final int REPLICAS = 2;

  /** What the versions are called that fail requests by themselves. */
  static final String BAD = "bad";

  /**
   * For so long a pod that ends answers on, and has each client close its connection. One that is
   * still open when the pod is gone is never closed in order: the node's connection tracking
   * remembers the dead pod for longer than the client's port is taken, and sends a new connection
   * from that port there.
   */
  private static final Map<String, String> GRACEFUL = Map.of("DRAIN", "2s");

  private static final long GRACE_SECONDS = 5;

  private final TestCluster cluster;
  private final TestApplication web;
  private final BlueGreenOrchestrator reader;
  private final LiveColour live;
  private final List<Traffic> traffic;
  private final ConcurrentLinkedDeque<Runnable> closing = new ConcurrentLinkedDeque<>();

  private Scene(TestCluster cluster, TestApplication web, List<Traffic.Settings> loads) {
    this.cluster = cluster;
    this.web = web;
    closing.push(web::close);
    reader = BlueGreenOrchestrator.builder().configuration(web.context().configuration()).build();
    closing.push(reader::close);
    live = new LiveColour(web.client(), web.namespace(), REPLICAS);
    closing.push(live::close);
    traffic = loads.stream().map(load -> Traffic.start(entry(), load)).toList();
    traffic.forEach(t -> closing.push(t::close));
  }

  /**
   * Deploys the application and starts traffic.
   *
   * @param loads a steady load each
   */
  static Scene open(TestCluster cluster, Traffic.Settings... loads) {
    var web = new TestApplication(cluster);
    try {
      web.service(TestApplication.selector("blue"));
      deploy(web);
      web.awaitReady("blue", REPLICAS);
      web.awaitEntry();
      return new Scene(cluster, web, List.of(loads));
    } catch (RuntimeException | Error e) {
      web.close();
      throw e;
    }
  }

  private static void deploy(TestApplication web) {
    web.deployment(
        "blue",
        REPLICAS,
        GRACEFUL,
        template -> {
          template.getSpec().setTerminationGracePeriodSeconds(GRACE_SECONDS);
          return template;
        });
  }

  /** Returns a load on a new connection for each request. */
  static Traffic.Settings onNewConnections(int perSecond) {
    return new Traffic.Settings(perSecond, false, Map.of());
  }

  /** Returns a load on connections that are kept. */
  static Traffic.Settings onKeptConnections(int perSecond) {
    return new Traffic.Settings(perSecond, true, Map.of());
  }

  TestApplication web() {
    return web;
  }

  /** Returns what watches over the colour that the Service selects. */
  LiveColour live() {
    return live;
  }

  private URI entry() {
    return cluster.entry(web.namespace(), "web");
  }

  /** Starts a rollout of a version, with more options. */
  VerdigrisProcess run(String version, String... more) {
    return run(cluster.kubeconfig(), version, more);
  }

  /** Starts a rollout as the user of a kubeconfig. */
  VerdigrisProcess run(Path kubeconfig, String version, String... more) {
    var arguments = arguments("run", kubeconfig);
    arguments.addAll(
        List.of("--image", "app=" + cluster.image("v2"), "--env", "app:VERSION=" + version));
    arguments.addAll(List.of("--env", "app:ERRORS=" + (version.startsWith(BAD) ? "0.3" : "0")));
    arguments.addAll(List.of("--entry", entry().toString(), "--verify-http", "/readyz"));
    arguments.addAll(List.of("--metrics", "pods:8080/metrics", "--max-error-rate", "0.05"));
    arguments.addAll(List.of("--min-requests", "20", "--drain-timeout", "3s"));
    arguments.addAll(List.of(more));
    return start(arguments);
  }

  /** Starts a process that takes over what none drives. */
  VerdigrisProcess resume() {
    return start(arguments("resume", cluster.kubeconfig()));
  }

  private List<String> arguments(String command, Path kubeconfig) {
    var arguments = new ArrayList<>(List.of(command, "-n", web.namespace(), "-s", "web"));
    arguments.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    return arguments;
  }

  private VerdigrisProcess start(List<String> arguments) {
    VerdigrisProcess process = VerdigrisProcess.start(arguments);
    closing.push(process::close);
    return process;
  }

  /** Returns how many pods of a colour are there, those that end among them. */
  int pods(String colour) {
    return web.client()
        .pods()
        .inNamespace(web.namespace())
        .withLabels(TestApplication.selector(colour))
        .list()
        .getItems()
        .size();
  }

  /** Reads how the application stands. */
  RolloutStatus status() {
    return reader.status(web.application());
  }

  /** Returns what has come of each load so far. */
  List<Tally> tallies() {
    return traffic.stream().map(Traffic::tally).toList();
  }

  /** Tells the listener of each request that is lost from now on. */
  void onLost(Consumer<Answer> listener) {
    traffic.forEach(
        t ->
            t.onAnswer(
                answer -> {
                  if (answer.failed() && !answer.version().startsWith(BAD)) {
                    listener.accept(answer);
                  }
                }));
  }

  /** Ends the traffic and returns what has come of each load. */
  List<Tally> stopTraffic() {
    return traffic.stream().map(Traffic::stop).toList();
  }

  /** Returns how many requests were lost: without an answer, or failed by a good version. */
  static long lost(Tally tally) {
    return tally.lost()
        + tally.versions().entrySet().stream()
            .filter(version -> !version.getKey().startsWith(BAD))
            .mapToLong(version -> version.getValue().failed())
            .sum();
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
