package io.verdigris.benchmarks.fleet;

import io.verdigris.benchmarks.report.BarChart;
import io.verdigris.benchmarks.report.Chart;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Has several processes share a fleet, ends one of them in the middle, and prints a table. */
public final class Takeover {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SOAK = Duration.ofSeconds(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final TestCluster cluster;
  private final Terms terms;
  private final PrintStream out;

  /**
   * How it is played.
   *
   * @param processes how many share the fleet, at least 2
   * @param applications how many there are, for each process the same number
   * @param lease after how long without a sign of life others may take over
   * @param spread over how long the starts of a process' rollouts are spread, so that its death
   *     meets them in all phases; it comes when that is over
   */
  public record Terms(int processes, int applications, Duration lease, Duration spread) {}

  /** How a process ends. */
  public enum Way {
    /** Like a machine that loses its power. */
    KILLED("killed", "its Lease had run out"),
    /** In order: its orchestrator is closed. */
    HANDED_OVER("closed in order", "its Lease was taken away");

    private final String title;
    private final String since;

    Way(String title, String since) {
      this.title = title;
      this.since = since;
    }

    String title() {
      return title;
    }

    String since() {
      return since;
    }
  }

  /** Plays on this cluster, in namespaces of its own. */
  public Takeover(TestCluster cluster, Terms terms, PrintStream out) {
    this.cluster = cluster;
    this.terms = terms;
    this.out = out;
  }

  /**
   * Plays each way so many times.
   *
   * @param picture where the figures are drawn; nowhere when empty
   * @return whether every rollout was promoted, and each Service was switched exactly once
   */
  public boolean measure(List<Way> ways, int rounds, Optional<Path> picture)
      throws InterruptedException {
    out.println(TakeoverRound.HEAD);
    BarChart chart = Chart.bars("From the end of a process' Lease to the next owner's write", "s");
    boolean good = true;
    for (Way way : ways) {
      var played = new ArrayList<TakeoverRound>();
      while (played.size() < rounds) {
        played.add(play(way));
      }
      out.println(TakeoverRound.row(way, terms, played));
      played.forEach(round -> round.wrong().forEach(text -> out.println("  " + text)));
      TakeoverRound.bar(chart, way, terms, played);
      good &= played.stream().allMatch(round -> round.wrong().isEmpty());
    }
    picture.ifPresent(chart::write);
    return good;
  }

  private TakeoverRound play(Way way) throws InterruptedException {
    try (Ground ground = Ground.open(cluster, terms.applications(), PATIENCE);
        var leases = new LeaseEnds(cluster.client(), ground.applications().namespace());
        var switches = new Switches(cluster.client(), ground.applications().namespace())) {
      var course = new Course();
      var workers = new ArrayList<WorkerProcess>();
      try {
        for (int i = 0; i < terms.processes(); i++) {
          int number = i;
          workers.add(
              WorkerProcess.start(
                  workerTerms(ground.applications()),
                  List.of(),
                  line -> course.hear(number, line)));
        }
        return new Scene(workers, course, leases, switches).play(way);
      } finally {
        workers.forEach(WorkerProcess::close);
      }
    }
  }

  private WorkerTerms workerTerms(Applications applications) {
    return new WorkerTerms(
        cluster.kubeconfig(),
        applications.namespace(),
        applications.image(),
        terms.lease(),
        SOAK,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1));
  }

  /** One round, once its processes run. The first of them is the one that ends. */
  private final class Scene {
    private final List<WorkerProcess> workers;
    private final Course course;
    private final LeaseEnds leases;
    private final Switches switches;

    Scene(List<WorkerProcess> workers, Course course, LeaseEnds leases, Switches switches) {
      this.workers = workers;
      this.course = course;
      this.leases = leases;
      this.switches = switches;
    }

    TakeoverRound play(Way way) throws InterruptedException {
      workers.subList(1, workers.size()).forEach(WorkerProcess::standBy);
      roll();
      await(() -> course.entered(0) == terms.applications() / terms.processes());
      Instant ended = Instant.now();
      WorkerProcess victim = workers.get(0);
      if (way == Way.KILLED) {
        victim.kill();
      } else {
        victim.letGo();
      }
      await(() -> course.ended() == terms.applications());
      Instant since =
          (way == Way.KILLED ? leases.runsOut(victim.pid()) : leases.withdrawn(victim.pid()))
              .orElseThrow(() -> new IllegalStateException("no Lease of the process was seen"));
      return new TakeoverRound(
          course.resumed(since),
          course.resumed(ended),
          course.promoted(),
          terms.applications(),
          course.wrong(terms.applications(), switches));
    }

    /** Spreads the starts; each process has as many as the others. */
    private void roll() throws InterruptedException {
      int each = terms.applications() / terms.processes();
      for (int i = 0; i < each; i++) {
        for (int process = 0; process < workers.size(); process++) {
          long application = (long) process * each + i;
          workers.get(process).roll(application, application + 1);
        }
        TimeUnit.MILLISECONDS.sleep(terms.spread().toMillis() / each);
      }
    }

    private void await(BooleanSupplier what) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!what.getAsBoolean() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
      }
    }
  }
}
