package io.verdigris.benchmarks.edge;

import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Answer;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;

/** Plays promotions and rollbacks behind an edge and prints a table in Markdown as they come. */
public final class Edges {
  private static final String HEAD =
      """
      | switched | promotions | rollbacks | requests | failed \
      | last old answer after the patch was sent, ms, least / median / most: promotion, new connections | kept \
      | rollback, new connections | kept |
      |---|---|---|---|---|---|---|---|---|\
      """;

  private final TestCluster cluster;
  private final Terms terms;
  private final PrintStream out;
  private final Queue<EdgeStage> open = new ConcurrentLinkedQueue<>();

  /**
   * How it is played.
   *
   * @param edge the edge's address
   * @param ingressClass the class of the Ingresses that it serves
   * @param perSecond requests a second on new connections, and as many on kept ones
   * @param soak how long a new version is watched before it is promoted
   */
  public record Terms(URI edge, String ingressClass, int perSecond, Duration soak) {}

  /** Plays on this cluster, in namespaces of its own. */
  public Edges(TestCluster cluster, Terms terms, PrintStream out) {
    this.cluster = cluster;
    this.terms = terms;
    this.out = out;
  }

  /**
   * Plays so many promotions and as many rollbacks of each, in turn.
   *
   * @return whether each ended as it should and no request failed
   */
  public boolean play(List<Way> ways, int rounds) throws InterruptedException {
    var interrupted = new Thread(() -> open.forEach(EdgeStage::close));
    Runtime.getRuntime().addShutdownHook(interrupted);
    out.println(HEAD);
    boolean good = true;
    for (Way way : ways) {
      good &= play(way, rounds);
    }
    Runtime.getRuntime().removeShutdownHook(interrupted);
    return good;
  }

  private boolean play(Way way, int rounds) throws InterruptedException {
    try (EdgeStage stage = EdgeStage.open(cluster, way, terms)) {
      open.add(stage);
      var laps = new Laps(stage, terms.soak());
      for (int i = 0; i < rounds; i++) {
        laps.promote();
        laps.takeBack();
      }
      List<Answer> failed =
          Stream.concat(stage.fresh().failed().stream(), stage.kept().failed().stream()).toList();
      out.println(row(way, laps, stage, failed));
      tell(laps, failed);
      return failed.isEmpty() && all(laps).allMatch(Lap::good);
    } finally {
      open.clear();
    }
  }

  private static Stream<Lap> all(Laps laps) {
    return Stream.concat(laps.promotions().stream(), laps.rollbacks().stream());
  }

  /** What went wrong is told below the row. */
  private void tell(Laps laps, List<Answer> failed) {
    all(laps).filter(lap -> !lap.good()).forEach(lap -> out.println("  " + lap.outcome()));
    failed.forEach(answer -> out.println("  " + answer));
  }

  private static String row(Way way, Laps laps, EdgeStage stage, List<Answer> failed) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %,d | %d | %s | %s | %s | %s |",
        way.title(),
        good(laps.promotions()),
        good(laps.rollbacks()),
        stage.fresh().requests() + stage.kept().requests(),
        failed.size(),
        millis(laps.promotions(), Lap::fresh),
        millis(laps.promotions(), Lap::kept),
        millis(laps.rollbacks(), Lap::fresh),
        millis(laps.rollbacks(), Lap::kept));
  }

  private static String good(List<Lap> laps) {
    return laps.stream().filter(Lap::good).count() + " of " + laps.size();
  }

  private static String millis(List<Lap> laps, Function<Lap, Optional<Duration>> figure) {
    List<Long> sorted =
        laps.stream()
            .map(lap -> figure.apply(lap).map(Duration::toMillis).orElse(0L))
            .sorted()
            .toList();
    return sorted.get(0)
        + " / "
        + sorted.get((sorted.size() - 1) / 2)
        + " / "
        + sorted.get(sorted.size() - 1);
  }
}
