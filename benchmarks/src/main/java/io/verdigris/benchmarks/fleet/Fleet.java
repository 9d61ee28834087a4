package io.verdigris.benchmarks.fleet;

import io.verdigris.testkit.cluster.TestCluster;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Rolls out many applications at the same time in one process and prints tables as they come. */
public final class Fleet {
  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final int COLLECTIONS = 4;
  private static final int SHOWN = 5;

  private final TestCluster cluster;
  private final Terms terms;
  private final PrintStream out;

  /**
   * How it is played.
   *
   * @param soak how long each new version is watched
   * @param patience for how long the ends of all rollouts of one size are waited for
   * @param options more options of the worker's JVM
   */
  public record Terms(Duration soak, Duration patience, List<String> options) {
    /** Copies the list. */
    public Terms {
      options = List.copyOf(options);
    }
  }

  /** Plays on this cluster, in namespaces of its own. */
  public Fleet(TestCluster cluster, Terms terms, PrintStream out) {
    this.cluster = cluster;
    this.terms = terms;
    this.out = out;
  }

  /**
   * Plays each of these numbers of applications and tells what it comes to.
   *
   * @param picture where the figures are drawn; nowhere when empty
   * @return whether all rollouts were promoted
   */
  public boolean measure(List<Integer> sizes, Optional<Path> picture) throws InterruptedException {
    List<FleetRun> runs = play(sizes);
    out.println();
    out.println("Time in each phase, s, median / p99:");
    out.println();
    out.println(FleetTables.phases(runs));
    out.println();
    out.println("Requests for each rollout: " + FleetTables.requests(runs.get(runs.size() - 1)));
    if (runs.size() > 1) {
      out.println(FleetTables.growth(runs));
    }
    out.println(FleetTables.goals(runs));
    picture.ifPresent(FleetTables.chart(runs)::write);
    return runs.stream().allMatch(run -> run.failures().isEmpty());
  }

  /** What was not promoted is told below its row. */
  private List<FleetRun> play(List<Integer> sizes) throws InterruptedException {
    out.println(FleetTables.HEAD);
    var runs = new ArrayList<FleetRun>();
    for (int size : sizes) {
      FleetRun run = play(size);
      out.println(FleetTables.row(run));
      run.failures().stream().limit(SHOWN).forEach(failure -> out.println("  " + failure));
      runs.add(run);
    }
    return runs;
  }

  private FleetRun play(int size) throws InterruptedException {
    try (Ground ground = Ground.open(cluster, size, terms.patience())) {
      return play(size, ground.applications());
    }
  }

  private FleetRun play(int size, Applications applications) throws InterruptedException {
    var ends = new Ends(size);
    try (var sightings = new Sightings(cluster.client(), applications.namespace());
        var worker = WorkerProcess.start(workerTerms(applications), terms.options(), ends::hear)) {
      Figures before = worker.figures();
      Optional<Machine> machine = Machine.now();
      long begin = System.nanoTime();
      worker.roll(0, size);
      var most = new Most();
      while (!ends.await(GLANCE) && since(begin).compareTo(terms.patience()) < 0) {
        most.look(worker, sightings.switched() * COLLECTIONS / size);
      }
      Duration took = since(begin);
      Optional<Double> busy = Machine.now().flatMap(now -> machine.map(now::busySince));
      Figures after = worker.figures();
      return new FleetRun(
          size,
          took,
          sightings.readyToSwitched(),
          before,
          Math.max(most.heap, after.heap()),
          after,
          worker.mostResident(),
          most.sockets,
          worker.phases(),
          busy,
          ends.failures());
    }
  }

  private WorkerTerms workerTerms(Applications applications) {
    return new WorkerTerms(
        cluster.kubeconfig(),
        applications.namespace(),
        applications.image(),
        Duration.ofSeconds(15),
        terms.soak(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1));
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** The most that was seen; the heap is looked at when so many quarters have switched. */
  private static final class Most {
    private long heap;
    private int sockets;
    private int quarters = -1;

    void look(WorkerProcess worker, int quartersNow) {
      sockets = Math.max(sockets, worker.handles().map(h -> h.sockets()).orElse(0));
      if (quartersNow > quarters) {
        quarters = quartersNow;
        heap = Math.max(heap, worker.figures().heap());
      }
    }
  }

  /** Hears of each rollout's end. */
  static final class Ends {
    private final int expected;
    private final CountDownLatch left;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    Ends(int expected) {
      this.expected = expected;
      left = new CountDownLatch(expected);
    }

    void hear(Line line) {
      if (line.word().equals("ended")) {
        if (!line.text("outcome").equals("promoted")) {
          failures.add(line.text("name") + " " + line.text("outcome") + ": " + line.text("reason"));
        }
        left.countDown();
      }
    }

    boolean await(Duration time) throws InterruptedException {
      return left.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    List<String> failures() {
      var all = new ArrayList<>(failures);
      if (left.getCount() > 0) {
        all.add(left.getCount() + " of " + expected + " have not ended");
      }
      return all;
    }
  }
}
