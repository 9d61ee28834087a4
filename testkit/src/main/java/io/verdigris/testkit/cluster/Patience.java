package io.verdigris.testkit.cluster;

import io.verdigris.spi.Progress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits in tests as the engine would: asks again until the answer is no longer to wait. */
public final class Patience {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
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
}
