package io.verdigris.benchmarks.peers;

import io.fabric8.kubernetes.api.model.Pod;
import io.verdigris.benchmarks.process.Usage;
import io.verdigris.benchmarks.rollback.PodCalls;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Tally;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Plays the rollouts of one contender, under traffic that only its application has. */
final class Rounds implements AutoCloseable {
  static final String FIRST_VERSION = "v1";

  private static final Duration AFTERWARDS = Duration.ofSeconds(1);
  private static final String FAULT = "errors=0.2";

  /** So many answers of green in a row on new connections: traffic has moved. */
  private static final int MOVED = 100;

  private final Contender contender;
  private final Sight sight;
  private final URI entry;
  private final Scale scale;
  private final List<Promotion> promotions = new ArrayList<>();
  private final List<TakenBack> rollbacks = new ArrayList<>();
  private final Map<String, Map<String, Long>> requests = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private String live = FIRST_VERSION;
  private int played;

  Rounds(Contender contender, Sight sight, TestCluster cluster, String namespace, Scale scale) {
    this.contender = contender;
    this.sight = sight;
    this.scale = scale;
    entry = cluster.entry(namespace, contender.service());
  }

  /**
   * Promotes without counting it: what a first rollout of an application makes is there from then
   * on, and a JVM has warmed up.
   */
  void warmUp() throws InterruptedException {
    for (int i = 0; i < scale.warmUps(); i++) {
      promote();
    }
    promotions.clear();
    requests.clear();
  }

  void promote() throws InterruptedException {
    String next = next();
    contender.prepare(Task.PROMOTION);
    try (Callers callers = Callers.call(entry, scale.perSecond())) {
      promotions.add(promotion(callers, next));
      live = next;
      count(contender.journal());
    } catch (IllegalStateException | UncheckedIOException e) {
      wrong.add(contender.title() + ", promotion of " + next + ": " + e.getMessage());
      contender.settle(live);
    }
  }

  private String next() {
    return "r" + ++played;
  }

  private Promotion promotion(Callers callers, String next) throws InterruptedException {
    callers.serve(scale.before());
    Usage before = contender.usage();
    Map<String, String> selector = sight.selector(contender.service());
    Instant begun = contender.begin(Task.PROMOTION, next);
    Instant ready = sight.awaitReady(contender.application(), next, scale.replicas());
    Instant moved = sight.awaitMoved(contender.service(), selector);
    Instant slices =
        sight.awaitServing(contender.service(), sight.names(contender.application(), next));
    contender.awaitEnd(Task.PROMOTION);
    sight.awaitGone(contender.application(), live);
    callers.serve(AFTERWARDS);
    Usage usage = contender.usage().since(before);
    Callers.Answered answered = callers.stop();
    return new Promotion(
        Duration.between(begun, ready),
        Duration.between(ready, moved),
        Duration.between(moved, slices),
        after(moved, answered.fresh()),
        after(moved, answered.kept()),
        answered.requests(),
        answered.failed(),
        usage,
        Parts.of(
            contender.journal(),
            contender.service(),
            new Parts.Seen(ready, sight.risen(next), moved)));
  }

  private Optional<Duration> after(Instant moved, Tally tally) {
    Instant last = tally.version(live).last();
    return last.isAfter(moved) ? Optional.of(Duration.between(moved, last)) : Optional.empty();
  }

  private void count(Journal journal) {
    journal
        .byPhase()
        .forEach(
            (phase, kinds) ->
                kinds.forEach(
                    (kind, count) ->
                        requests
                            .computeIfAbsent(phase, p -> new TreeMap<>())
                            .merge(kind, count, Long::sum)));
  }

  void takeBack() throws InterruptedException {
    String bad = next();
    contender.prepare(Task.ROLLBACK);
    try (Callers callers = Callers.call(entry, scale.perSecond())) {
      rollbacks.add(rollback(callers, bad));
    } catch (IllegalStateException | UncheckedIOException e) {
      wrong.add(contender.title() + ", rollback of " + bad + ": " + e.getMessage());
    }
    contender.settle(live);
  }

  private TakenBack rollback(Callers callers, String bad) throws InterruptedException {
    callers.serve(scale.before());
    Map<String, String> selector = sight.selector(contender.service());
    var unused = contender.begin(Task.ROLLBACK, bad);
    sight.awaitMoved(contender.service(), selector);
    callers.run(bad, MOVED).await();
    callers.reconnect();
    var pods = new PodCalls();
    for (Pod pod : sight.pods(contender.application(), bad)) {
      pods.fault(pod, FAULT);
    }
    contender.awaitEnd(Task.ROLLBACK);
    sight.awaitGone(contender.application(), bad);
    callers.serve(AFTERWARDS);
    Callers.Answered answered = callers.stop();
    return new TakenBack(
        span(answered.fresh().version(bad)),
        span(answered.kept().version(bad)),
        answered.failed() - answered.lost(),
        answered.lost(),
        answered.requests());
  }

  private static Duration span(Tally.Version bad) {
    return bad.failed() == 0
        ? Duration.ZERO
        : Duration.between(bad.firstFailed(), bad.lastFailed());
  }

  String title() {
    return contender.title();
  }

  List<Promotion> promotions() {
    return promotions;
  }

  List<TakenBack> rollbacks() {
    return rollbacks;
  }

  /** Returns how many requests all promotions took, by phase and kind. */
  Map<String, Map<String, Long>> requests() {
    return requests;
  }

  /** Returns what did not go as it should. */
  List<String> wrong() {
    return wrong;
  }

  @Override
  public void close() {
    contender.close();
  }
}
