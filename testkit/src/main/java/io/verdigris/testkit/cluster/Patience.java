package io.verdigris.testkit.cluster;

import io.verdigris.spi.Progress;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits in tests as the engine would: asks again until the answer is no longer to wait. */
public final class Patience {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_CONNECTIONS = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Patience() {}

  /**
   * Asks until the answer is no longer to wait.
   *
   * @throws AssertionError when it is still to wait after a minute
   */
  public static <T> Progress<T> settle(Supplier<Progress<T>> call) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    Progress<T> last = call.get();
    while (last instanceof Progress.Waiting<T> waiting) {
      if (System.nanoTime() > end) {
        throw new AssertionError("still waiting: " + waiting.reason());
      }
      LockSupport.parkNanos(waiting.checkAgain().toNanos() / 4);
      last = call.get();
    }
    return last;
  }

  /**
   * Asks until it is done.
   *
   * @throws AssertionError when it fails, or is still to wait after a minute
   */
  public static <T> T done(Supplier<Progress<T>> call) {
    Progress<T> last = settle(call);
    if (last instanceof Progress.Done<T> done) {
      return done.value();
    }
    throw new AssertionError("not done: " + last);
  }

  /**
   * Waits until something holds.
   *
   * @throws AssertionError when it does not after a minute
   */
  public static void until(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("still not: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /**
   * Waits until an address answers GET with 200. It asks seldom: a connection that comes before a
   * node's data plane knows a new Service is refused, and connection tracking goes on refusing the
   * same source port for as long as it remembers that, some ten seconds. Traffic whose failures are
   * counted must not begin before.
   *
   * @throws AssertionError when it does not after a minute
   */
  public static void untilAnswered(URI address) {
    LockSupport.parkNanos(BETWEEN_CONNECTIONS.toNanos());
    until(
        "an answer from " + address,
        () -> {
          boolean answered = answers(address);
          if (!answered) {
            LockSupport.parkNanos(BETWEEN_CONNECTIONS.toNanos());
          }
          return answered;
        });
  }

  private static boolean answers(URI address) {
    try {
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(2_000);
      connection.setReadTimeout(2_000);
      connection.setRequestProperty("Connection", "close");
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
