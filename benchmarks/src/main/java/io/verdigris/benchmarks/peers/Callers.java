package io.verdigris.benchmarks.peers;

import io.verdigris.testkit.traffic.Answer;
import io.verdigris.testkit.traffic.Tally;
import io.verdigris.testkit.traffic.Traffic;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Clients of an application: as many requests a second on new connections as on kept ones. */
final class Callers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI entry;
  private final int perSecond;
  private final Traffic fresh;
  private Traffic kept;
  private Tally former;

  private Callers(URI entry, int perSecond) {
    this.entry = entry;
    this.perSecond = perSecond;
    fresh = Traffic.onNewConnections(entry, perSecond);
    kept = Traffic.onKeptConnections(entry, perSecond);
    former = kept.tally();
  }

  static Callers call(URI entry, int perSecond) {
    return new Callers(entry, perSecond);
  }

  /**
   * What came of their requests.
   *
   * @param fresh on new connections
   * @param former on kept connections, of the clients before they came anew
   * @param kept on kept connections
   */
  record Answered(Tally fresh, Tally former, Tally kept) {
    long requests() {
      return fresh.requests() + former.requests() + kept.requests();
    }

    long failed() {
      return fresh.failed() + former.failed() + kept.failed();
    }

    long lost() {
      return fresh.lost() + former.lost() + kept.lost();
    }
  }

  /** So many answers of one version in a row, on new connections. */
  static final class Run implements Consumer<Answer> {
    private final String version;
    private final int length;
    private final CompletableFuture<Instant> done = new CompletableFuture<>();
    private int now;
    private Instant first = Instant.MAX;

    Run(String version, int length) {
      this.version = version;
      this.length = length;
    }

    @Override
    public synchronized void accept(Answer answer) {
      boolean its = answer.answered() && answer.version().equals(version);
      first = its && now > 0 ? first : answer.at();
      now = its ? now + 1 : 0;
      if (now == length) {
        done.complete(first);
      }
    }

    /** Returns when the first of them came, once the last one has. */
    Instant await() throws InterruptedException {
      try {
        return done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("clients do not come to " + version, e);
      }
    }
  }

  /** Begins to look for so many answers of one version in a row, on new connections. */
  Run run(String version, int length) {
    var run = new Run(version, length);
    fresh.onAnswer(run);
    return run;
  }

  /** Waits for as many answers on new connections as come in so much time. */
  void serve(Duration time) throws InterruptedException {
    var left = new CountDownLatch((int) (time.toMillis() * perSecond / 1000));
    fresh.onAnswer(answer -> left.countDown());
    if (!left.await(time.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(left.getCount() + " requests were not answered at " + entry);
    }
  }

  /** Has all clients that keep their connections come anew, as if they had just started. */
  void reconnect() {
    former = kept.stop();
    kept = Traffic.onKeptConnections(entry, perSecond);
  }

  Answered stop() {
    return new Answered(fresh.stop(), former, kept.stop());
  }

  @Override
  public void close() {
    fresh.close();
    kept.close();
  }
}
