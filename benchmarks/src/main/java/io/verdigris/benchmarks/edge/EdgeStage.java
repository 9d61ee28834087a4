package io.verdigris.benchmarks.edge;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Entry;
import io.verdigris.HardLimits;
import io.verdigris.Rollout;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.benchmarks.rollback.Reading;
import io.verdigris.spi.EntryProbe;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Traffic;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An application behind an edge, under traffic on new and on kept connections. */
final class EdgeStage implements AutoCloseable {
  static final String FIRST_VERSION = "v1";

  private static final int REPLICAS = 3;
  private static final long GRACE_SECONDS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A pod that ends answers on for two seconds and has each client close its connection. */
  private static final Map<String, String> ENVIRONMENT = Map.of("DRAIN", "2s");

  private final Way way;
  private final Edges.Terms terms;
  private final TestApplication web;
  private final BlueGreenOrchestrator orchestrator;
  private final ConcurrentLinkedDeque<Runnable> closing = new ConcurrentLinkedDeque<>();
  private final OldAnswers fresh = new OldAnswers();
  private final OldAnswers kept = new OldAnswers();
  private final Traffic onNew;

  private EdgeStage(Way way, Edges.Terms terms, TestApplication web) {
    this.way = way;
    this.terms = terms;
    this.web = web;
    closing.push(web::close);
    orchestrator =
        BlueGreenOrchestrator.builder()
            .configuration(web.context().configuration())
            .shared(EntryProbe.class, this::ask)
            .build();
    closing.push(orchestrator::close);
    onNew = traffic(false).onAnswer(fresh);
    var unused = traffic(true).onAnswer(kept);
  }

  /** Deploys the first version and starts traffic. */
  static EdgeStage open(TestCluster cluster, Way way, Edges.Terms terms) {
    var web = new TestApplication(cluster);
    try {
      way.create(web, terms.ingressClass());
      web.deployment(
          "blue",
          REPLICAS,
          ENVIRONMENT,
          template -> {
            template.getSpec().setTerminationGracePeriodSeconds(GRACE_SECONDS);
            return template;
          });
      web.awaitReady("blue", REPLICAS);
      // what the edge does not know of yet is no failure of a rollout
      Answers.until(terms.edge(), web.namespace(), PATIENCE);
      return new EdgeStage(way, terms, web);
    } catch (RuntimeException | Error e) {
      web.close();
      throw e;
    }
  }

  private Traffic traffic(boolean keepAlive) {
    var settings =
        new Traffic.Settings(terms.perSecond(), keepAlive, Map.of("Host", web.namespace()));
    Traffic traffic = Traffic.start(terms.edge(), settings);
    closing.push(traffic::close);
    return traffic;
  }

  /** The entry's host has a name that nobody resolves: the edge knows it by the header. */
  private Optional<String> ask(Entry entry) throws IOException {
    return Answers.header(terms.edge(), web.namespace(), entry.header());
  }

  /** Waits for as many answers on new connections as come in so much time. */
  void serve(Duration time) throws InterruptedException {
    var left = new CountDownLatch((int) (time.toMillis() * terms.perSecond() / 1000));
    onNew.onAnswer(answer -> left.countDown());
    if (!left.await(time.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(left.getCount() + " requests were not answered");
    }
  }

  /** Starts a rollout of this version, which is watched for so long. */
  Rollout roll(String version, Duration soak) {
    var spec =
        web.spec(version)
            .entry(Entry.of(URI.create("http://" + web.namespace() + "/")))
            .timings(t -> timed(t, soak))
            .use(HardLimits.limits().maxErrorRate(0.05).extension());
    way.switcher().forEach(spec::use);
    Reading.pods().sources().forEach(spec::use);
    return orchestrator.start(spec.build());
  }

  private static Timings timed(Timings t, Duration soak) {
    return new Timings(
        soak,
        t.deploy(),
        t.verify(),
        t.confirm(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        t.person(),
        t.compare());
  }

  OldAnswers fresh() {
    return fresh;
  }

  OldAnswers kept() {
    return kept;
  }

  @Override
  public void close() {
    for (Runnable next = closing.poll(); next != null; next = closing.poll()) {
      next.run();
    }
  }
}
