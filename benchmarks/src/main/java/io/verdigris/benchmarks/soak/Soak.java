package io.verdigris.benchmarks.soak;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.benchmarks.fleet.Applications;
import io.verdigris.benchmarks.fleet.Line;
import io.verdigris.benchmarks.fleet.WorkerProcess;
import io.verdigris.benchmarks.fleet.WorkerTerms;
import io.verdigris.kubernetes.Marks;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Rolls out applications over and over in one process, several side by side, and looks at whether
 * it grows. The embedded cluster is in this process, so that its own history does not count.
 */
public final class Soak {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Terms terms;
  private final PrintStream out;

  /**
   * How long it goes on.
   *
   * @param applications how many are rolled out side by side
   * @param rollouts how many rollouts at the most
   * @param every after how many rollouts a sample is taken
   * @param limit for how long at the most
   * @param options more options of the worker's JVM
   */
  public record Terms(
      int applications, long rollouts, long every, Duration limit, List<String> options) {
    /** Copies the list. */
    public Terms {
      options = List.copyOf(options);
    }
  }

  /** Prints to this. */
  public Soak(Terms terms, PrintStream out) {
    this.terms = terms;
    this.out = out;
  }

  /**
   * Plays it.
   *
   * @param picture where the figures are drawn; nowhere when empty
   * @return whether all rollouts were promoted
   */
  public boolean measure(Optional<Path> picture) throws InterruptedException {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        var applications = Applications.create(cluster, terms.applications(), Optional.empty())) {
      applications.awaitReady(PATIENCE);
      return play(cluster, applications, picture);
    }
  }

  private boolean play(EmbeddedCluster cluster, Applications applications, Optional<Path> picture)
      throws InterruptedException {
    var ends = new LinkedBlockingQueue<Line>();
    try (var worker =
        WorkerProcess.start(
            workerTerms(cluster, applications),
            terms.options(),
            line -> {
              if (line.word().equals("ended")) {
                ends.add(line);
              }
            })) {
      return new Run(cluster, applications, worker, ends).play(picture);
    }
  }

  private static WorkerTerms workerTerms(EmbeddedCluster cluster, Applications applications) {
    return new WorkerTerms(
        cluster.kubeconfig(),
        applications.namespace(),
        applications.image(),
        Duration.ofSeconds(15),
        Duration.ofSeconds(1),
        Duration.ofMillis(250),
        Duration.ZERO);
  }

  /** The rollouts of one worker. */
  private final class Run {
    private final EmbeddedCluster cluster;
    private final Applications applications;
    private final WorkerProcess worker;
    private final BlockingQueue<Line> ends;
    private final List<SoakSample> samples = new ArrayList<>();
    private final List<Line> failures = new ArrayList<>();
    private final long end = System.nanoTime() + terms.limit().toNanos();
    private long begun;
    private long ended;

    Run(
        EmbeddedCluster cluster,
        Applications applications,
        WorkerProcess worker,
        BlockingQueue<Line> ends) {
      this.cluster = cluster;
      this.applications = applications;
      this.worker = worker;
      this.ends = ends;
    }

    boolean play(Optional<Path> picture) throws InterruptedException {
      for (long i = 0; i < Math.min(terms.applications(), terms.rollouts()); i++) {
        roll(i);
      }
      while (ended < begun) {
        Line one = ends.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (one == null) {
          out.println("no rollout of " + (begun - ended) + " has ended for " + PATIENCE);
          return false;
        }
        ended(one);
      }
      out.println(SoakTable.of(samples));
      picture.ifPresent(SoakTable.chart(samples)::write);
      failures.forEach(failure -> out.println("  " + failure));
      return failures.isEmpty();
    }

    private void roll(long application) {
      worker.roll(application, application + 1);
      begun++;
    }

    private void ended(Line one) {
      ended++;
      if (!one.text("outcome").equals("promoted")) {
        failures.add(one);
      }
      if (ended % terms.every() == 0) {
        samples.add(sample());
      }
      if (begun < terms.rollouts() && System.nanoTime() < end) {
        roll(Applications.number(one.text("name")));
      }
    }

    private SoakSample sample() {
      var figures = worker.figures();
      return new SoakSample(
          ended,
          figures.heap(),
          figures.threads(),
          worker.handles().map(WorkerProcess.Handles::all).orElse(0),
          ledger());
    }

    private long ledger() {
      return cluster
          .client()
          .configMaps()
          .inNamespace(applications.namespace())
          .withLabel(Marks.LEDGER, "true")
          .list()
          .getItems()
          .stream()
          .mapToLong(Run::bytes)
          .max()
          .orElse(0);
    }

    private static long bytes(ConfigMap ledger) {
      return ledger.getData().entrySet().stream()
          .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
          .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
          .sum();
    }
  }
}
