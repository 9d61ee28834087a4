package io.verdigris.benchmarks.rollback;

import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Comparison;
import io.verdigris.Entry;
import io.verdigris.HardLimits;
import io.verdigris.Rollout;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Traffic;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An application under traffic on new and on kept connections. */
final class Stage implements AutoCloseable {
  static final String NEW_VERSION = "v2";

  /** Long enough for a scrape that fails once or twice, and within what a case may take. */
  private static final BlindRule UNSEEN = BlindRule.rollBackAfter(Duration.ofSeconds(15));

  private static final int REPLICAS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SLOW = Duration.ofMillis(100);

  /** A new version takes some seconds to start: so long the old one's record is. */
  private static final Duration START = Duration.ofSeconds(5);

  /**
   * Both versions fail one request of 2,000 by themselves. A pod that ends answers on for two
   * seconds and has each client close its connection.
   */
  private static final Map<String, String> ENVIRONMENT = Map.of("ERRORS", "0.0005", "DRAIN", "2s");

  private static final long GRACE_SECONDS = 5;

  private final Pace pace;
  private final TestApplication web;
  private final URI entry;
  private final BlueGreenOrchestrator orchestrator;
  private final Notable fresh = new Notable();
  private final Notable kept = new Notable();
  private final Traffic onNew;
  private volatile Traffic onKept;
  private final ConcurrentLinkedDeque<Runnable> closing = new ConcurrentLinkedDeque<>();

  private Stage(TestApplication web, URI entry, Pace pace) {
    this.web = web;
    this.entry = entry;
    this.pace = pace;
    closing.push(web::close);
    orchestrator =
        BlueGreenOrchestrator.builder().configuration(web.context().configuration()).build();
    closing.push(orchestrator::close);
    onNew = Traffic.onNewConnections(entry, pace.perSecond()).onAnswer(fresh);
    closing.push(onNew::close);
    onKept = connect();
    closing.push(() -> onKept.close());
  }

  /** Deploys the old version and starts traffic. */
  static Stage open(TestCluster cluster, Case fault, Pace pace) {
    MetricsGate.install();
    var web = new TestApplication(cluster);
    try {
      web.service(TestApplication.selector("blue"));
      web.deployment(
          "blue",
          REPLICAS,
          ENVIRONMENT,
          template -> {
            template.getSpec().setTerminationGracePeriodSeconds(GRACE_SECONDS);
            template.getMetadata().setAnnotations(Map.of(Silenced.SCRAPE, "true"));
            return fault.template().apply(template);
          });
      web.awaitReady("blue", REPLICAS);
      web.awaitEntry();
      return new Stage(web, cluster.entry(web.namespace(), "web"), pace);
    } catch (RuntimeException | Error e) {
      web.close();
      throw e;
    }
  }

  TestApplication web() {
    return web;
  }

  /** Waits for as many answers on new connections as come in so many seconds. */
  void serve(int seconds) throws InterruptedException {
    var left = new CountDownLatch(seconds * pace.perSecond());
    onNew.onAnswer(answer -> left.countDown());
    if (!left.await(seconds + PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(left.getCount() + " requests were not answered at " + entry);
    }
  }

  /** Has all clients that keep their connections come anew, as if they had just started. */
  void reconnect() {
    onKept.close();
    onKept = connect();
  }

  private Traffic connect() {
    return Traffic.onKeptConnections(entry, pace.perSecond()).onAnswer(kept);
  }

  /** Starts a rollout whose new colour is judged by limits and by comparison. */
  Rollout roll(Reading reading) {
    var spec =
        web.spec(NEW_VERSION)
            .entry(Entry.of(entry))
            .timings(this::timed)
            .whenBlind(Blind.MISSING, UNSEEN)
            .whenBlind(Blind.UNREADABLE, UNSEEN)
            .use(HardLimits.limits().maxErrorRate(0.05).maxLatency(0.95, SLOW).extension())
            .use(Comparison.withOldColour().latency(SLOW).extension());
    reading.sources().forEach(spec::use);
    return orchestrator.start(spec.build());
  }

  private Timings timed(Timings t) {
    return new Timings(
        pace.soak(),
        t.deploy(),
        t.verify(),
        t.confirm(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        START,
        Duration.ofSeconds(1),
        t.person(),
        pace.compare());
  }

  Load fresh(Load.Extent extent) {
    return fresh.load(extent);
  }

  Load kept(Load.Extent extent) {
    return kept.load(extent);
  }

  @Override
  public void close() {
    for (Runnable next = closing.poll(); next != null; next = closing.poll()) {
      next.run();
    }
  }
}
