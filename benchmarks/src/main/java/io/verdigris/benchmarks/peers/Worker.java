package io.verdigris.benchmarks.peers;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Comparison;
import io.verdigris.Entry;
import io.verdigris.HardLimits;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.benchmarks.process.ChildJvm;
import io.verdigris.benchmarks.rollback.Reading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process that holds nothing but an orchestrator, as a bot would, and does what the lines of its
 * input say: {@code PROMOTION v2}, {@code ROLLBACK v3}, {@code report}.
 */
public final class Worker implements AutoCloseable {
  static final String READY = "ready";
  static final String ENDED = "ended";
  static final String REPORTED = "reported";

  private static final Duration SAMPLE = Duration.ofSeconds(1);

  private final Application application;
  private final Entry entry;
  private final KubernetesClient client;
  private final BlueGreenOrchestrator orchestrator;
  private final RequestLog requests = new RequestLog();
  private final List<RolloutEvent> events = new ArrayList<>();

  private Worker(Path kubeconfig, Application application, URI entry) {
    this.application = application;
    this.entry = Entry.of(entry);
    client = ChildJvm.client(kubeconfig, requests);
    orchestrator =
        BlueGreenOrchestrator.builder()
            .shared(KubernetesClient.class, client)
            .configuration(Map.of("kubernetes.kubeconfig", kubeconfig.toString()))
            .listener(this::note)
            .build();
  }

  /**
   * Works until the input ends.
   *
   * @param args kubeconfig, namespace, Service, where clients come in
   */
  public static void main(String... args) throws IOException {
    var application = new Application(args[1], args[2]);
    try (var worker = new Worker(Path.of(args[0]), application, URI.create(args[3]))) {
      say(READY);
      var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        worker.obey(line.split(" "));
      }
    }
  }

  private void obey(String[] words) {
    if (words[0].equals("report")) {
      report().lines().forEach(Worker::say);
      say(REPORTED);
    } else {
      begin(Task.valueOf(words[0]), words[1]);
    }
  }

  private synchronized Journal report() {
    var report = new Journal(events.stream().map(Journal.Entry::of).toList(), requests.drain());
    events.clear();
    return report;
  }

  private void begin(Task task, String version) {
    var spec =
        RolloutSpec.builder(application)
            .env("app", "VERSION", version)
            .entry(entry)
            .timings(t -> timed(task, t))
            .use(HardLimits.limits().maxErrorRate(0.05).extension())
            .use(Comparison.withOldColour().extension());
    Reading.pods().sources().forEach(spec::use);
    var unused = orchestrator.start(spec.build()).outcome().thenAccept(Worker::ended);
  }

  /** Kept connections keep the old version from being silent, so it goes when the drain is over. */
  private static Timings timed(Task task, Timings t) {
    Duration soak = task == Task.PROMOTION ? Duration.ofSeconds(4) : Duration.ofSeconds(30);
    Duration drain = Duration.ofSeconds(1);
    return new Timings(
        soak,
        t.deploy(),
        t.verify(),
        t.confirm(),
        drain,
        t.quiet(),
        t.minReady(),
        SAMPLE,
        t.person(),
        t.compare());
  }

  private synchronized void note(RolloutEvent event) {
    events.add(event);
  }

  private static void ended(RolloutOutcome outcome) {
    say(ENDED + "\t" + outcome.name() + "\t" + outcome.reason().replaceAll("\\s+", " "));
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }

  @Override
  public void close() {
    orchestrator.close();
    client.close();
  }
}
