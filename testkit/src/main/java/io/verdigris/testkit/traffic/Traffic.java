package io.verdigris.testkit.traffic;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends GET requests at a steady rate, whether earlier ones have been answered or not, until it is
 * closed. Like HTTP clients do (RFC 9110, section 9.2.2), it sends a request again on a new
 * connection when a kept one turns out to be closed before any of the answer has come; that is
 * counted. Safe for use by several threads.
 */
public final class Traffic implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MOST_AT_ONCE = 64;

  private final URI uri;
  private final Settings settings;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(daemon());
  private final ExecutorService senders = Executors.newFixedThreadPool(MOST_AT_ONCE, daemon());
  private final ConcurrentLinkedQueue<HttpConnection> kept = new ConcurrentLinkedQueue<>();
  private final List<Consumer<Answer>> listeners = new CopyOnWriteArrayList<>();
  private Tally tally = Tally.NOTHING;

  /**
   * How traffic is sent.
   *
   * @param perSecond requests a second, from 1 to 1,000
   * @param keepAlive whether connections are kept and used again, the longest unused first
   * @param headers headers of each request, such as {@code Host}
   */
  public record Settings(int perSecond, boolean keepAlive, Map<String, String> headers) {
    /** Checks the rate and copies the headers. */
    public Settings {
      if (perSecond < 1 || perSecond > 1000) {
        throw new IllegalArgumentException("perSecond must be from 1 to 1000, but is " + perSecond);
      }
      headers = Map.copyOf(headers);
    }
  }

  private Traffic(URI uri, Settings settings) {
    this.uri = uri;
    this.settings = settings;
  }

  /** Starts requests on a new connection each. */
  public static Traffic onNewConnections(URI uri, int perSecond) {
    return start(uri, new Settings(perSecond, false, Map.of()));
  }

  /** Starts requests on connections that are kept. */
  public static Traffic onKeptConnections(URI uri, int perSecond) {
    return start(uri, new Settings(perSecond, true, Map.of()));
  }

  /** Starts traffic. */
  public static Traffic start(URI uri, Settings settings) {
    var traffic = new Traffic(uri, settings);
    long period = TimeUnit.SECONDS.toNanos(1) / settings.perSecond();
    var unused =
        traffic.clock.scheduleAtFixedRate(
            () -> traffic.senders.execute(traffic::send), 0, period, TimeUnit.NANOSECONDS);
    return traffic;
  }

  /** Tells the listener of each answer from now on, on the thread that got it. */
  public Traffic onAnswer(Consumer<Answer> listener) {
    listeners.add(listener);
    return this;
  }

  /** Returns what has come of the requests that have ended so far. */
  public synchronized Tally tally() {
    return tally;
  }

  private void send() {
    Instant sent = Instant.now();
    HttpConnection used = settings.keepAlive() ? kept.poll() : null;
    Answer answer = used == null ? ask(sent, false) : askAgainWhenClosed(used, sent);
    synchronized (this) {
      tally = tally.with(answer);
    }
    listeners.forEach(listener -> listener.accept(answer));
  }

  private Answer askAgainWhenClosed(HttpConnection used, Instant sent) {
    try {
      return answer(used, sent, false);
    } catch (IOException e) {
      used.close();
      return used.answering() ? failure(sent, e) : ask(sent, true);
    }
  }

  private Answer ask(Instant sent, boolean repeated) {
    HttpConnection fresh = null;
    try {
      fresh = HttpConnection.open(uri, TIMEOUT);
      return answer(fresh, sent, repeated);
    } catch (IOException e) {
      close(fresh);
      return failure(sent, e);
    }
  }

  private Answer answer(HttpConnection connection, Instant sent, boolean repeated)
      throws IOException {
    HttpConnection.Head head = connection.get(settings.headers(), settings.keepAlive());
    if (settings.keepAlive() && head.keepsAlive()) {
      kept.add(connection);
    } else {
      connection.close();
    }
    return new Answer(
        sent,
        Instant.now(),
        head.status(),
        head.header("x-pod"),
        head.header("x-version"),
        "",
        repeated);
  }

  private static void close(@Nullable HttpConnection connection) {
    if (connection != null) {
      connection.close();
    }
  }

  private static Answer failure(Instant sent, IOException e) {
    String problem = e.getClass().getSimpleName() + ": " + e.getMessage();
    return new Answer(sent, Instant.now(), 0, "", "", problem, false);
  }

  private static ThreadFactory daemon() {
    return task -> {
      var thread = new Thread(task, "traffic");
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Ends the traffic once the requests that are under way have ended. */
  public Tally stop() {
    close();
    return tally();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    senders.shutdown();
    try {
      if (!senders.awaitTermination(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        senders.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      senders.shutdownNow();
    }
    new ArrayList<>(kept).forEach(HttpConnection::close);
  }
}
