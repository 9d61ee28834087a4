package io.verdigris.benchmarks.rollback;

import io.verdigris.testkit.cluster.TestCluster;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Plays cases with each way of reading and prints a table as they come. */
public final class Rollbacks {
  private final TestCluster cluster;
  private final Pace pace;
  private final PrintStream out;
  private final Queue<Stage> open = new ConcurrentLinkedQueue<>();

  /** Plays on this cluster, in namespaces of its own. */
  public Rollbacks(TestCluster cluster, Pace pace, PrintStream out) {
    this.cluster = cluster;
    this.pace = pace;
    this.out = out;
  }

  /**
   * Plays each case so many times with each reading.
   *
   * @return whether each came to a right end and no request was lost
   */
  public boolean play(List<Case> cases, List<Reading> readings, int rounds)
      throws InterruptedException {
    var interrupted = new Thread(() -> open.forEach(Stage::close));
    Runtime.getRuntime().addShutdownHook(interrupted);
    out.println(Table.HEAD);
    boolean good = true;
    for (Case fault : cases) {
      for (Reading reading : readings) {
        good &= good(fault, row(fault, reading, rounds));
      }
    }
    Runtime.getRuntime().removeShutdownHook(interrupted);
    return good;
  }

  private static boolean good(Case fault, List<Round> rounds) {
    return rounds.stream().allMatch(r -> fault.mayEnd(r.outcome()) && r.lost() == 0);
  }

  private List<Round> row(Case fault, Reading reading, int rounds) throws InterruptedException {
    var played = new ArrayList<Round>();
    while (played.size() < rounds) {
      played.add(round(fault, reading));
    }
    out.println(Table.row(fault, reading, played));
    return played;
  }

  Round round(Case fault, Reading reading) throws InterruptedException {
    try (Stage stage = Stage.open(cluster, fault, pace)) {
      open.add(stage);
      return new Play(fault, pace, stage).round(reading);
    } finally {
      open.clear();
    }
  }
}
