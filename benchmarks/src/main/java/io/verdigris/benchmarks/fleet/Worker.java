package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.benchmarks.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process of its own with one orchestrator, so that memory, threads and processor time are the
 * library's and not the benchmark's. Is told what to do on its standard input, a line each, and
 * ends with it.
 */
public final class Worker implements AutoCloseable {
  private final WorkerTerms terms;
  private final Requests requests = new Requests();
  private final Phases phases = new Phases();
  private final Occupation occupation = new Occupation();
  private final AtomicInteger version = new AtomicInteger();
  private final KubernetesClient client;
  private final BlueGreenOrchestrator orchestrator;

  private Worker(WorkerTerms terms) {
    this.terms = terms;
    client = ChildJvm.client(terms.kubeconfig(), requests);
    orchestrator =
        BlueGreenOrchestrator.builder()
            .shared(KubernetesClient.class, client)
            .meters(new SimpleMeterRegistry())
            .metrics(Steady.ID, new Steady())
            .verifier(Steady.ID, Steady::verify)
            .leaseDuration(terms.lease())
            .listener(phases)
            .listener(new Telling(this::say))
            .build();
  }

  /** Works until its standard input ends. */
  public static void main(String... args) throws IOException {
    try (var worker = new Worker(WorkerTerms.of(args))) {
      worker.say(Line.of("ready", "pid", ProcessHandle.current().pid()));
      worker.obey(System.in);
    }
  }

  private void say(Line line) {
    System.out.println(line);
  }

  private void obey(InputStream in) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      obey(Line.parse(text));
    }
  }

  private void obey(Line line) {
    switch (line.word()) {
      case "roll" -> roll(line.number("from"), line.number("to"));
      case "figures" -> figures();
      case "phases" -> phases.tell(this::say);
      case "stand-by" -> standBy();
      case "let-go" -> letGo();
      default -> throw new IllegalArgumentException("nothing is known of \"" + line + "\"");
    }
  }

  /** Starts a rollout of each of these applications. */
  private void roll(long from, long to) {
    for (long i = from; i < to; i++) {
      roll(Applications.name(i));
    }
  }

  private void roll(String name) {
    var unused =
        orchestrator.start(spec(name)).outcome().thenAccept(outcome -> ended(name, outcome));
  }

  private void ended(String name, RolloutOutcome outcome) {
    say(
        Line.of(
            "ended",
            "name",
            name,
            "outcome",
            outcome.name(),
            "reason",
            outcome.reason(),
            "at",
            Instant.now()));
  }

  private RolloutSpec spec(String name) {
    return RolloutSpec.builder(terms.namespace(), name)
        .image("app", terms.image())
        .env("app", "VERSION", "r" + version.incrementAndGet())
        .timings(this::timed)
        .use(Extension.of(Extension.Kind.VERIFIER, Steady.ID, Map.of()))
        .use(Extension.of(Extension.Kind.METRICS, Steady.ID, Map.of()))
        .use(HardLimits.limits().maxErrorRate(0.05).extension())
        .build();
  }

  /** Whatever waits for the cluster's controllers may take as long as they do. */
  private Timings timed(Timings t) {
    Duration patience = Duration.ofHours(1);
    return new Timings(
        terms.soak(),
        patience,
        patience,
        patience,
        terms.drain(),
        Duration.ZERO,
        Duration.ZERO,
        terms.sample(),
        t.person(),
        Duration.ZERO);
  }

  private void figures() {
    say(Figures.now(requests, occupation).line());
  }

  private void standBy() {
    AutoCloseable unused = orchestrator.standBy(terms.namespace(), rollout -> {});
  }

  private void letGo() {
    orchestrator.close();
    say(Line.of("gone", "at", Instant.now()));
  }

  @Override
  public void close() {
    orchestrator.close();
    client.close();
    occupation.close();
  }
}
