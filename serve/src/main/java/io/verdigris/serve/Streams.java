package io.verdigris.serve;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells pages what has changed on them, as server-sent events: an object of elements' ids and what
 * they now hold. At most 32 at a time, each for an hour at most; a browser then asks again. Safe
 * for use by several threads.
 */
final class Streams implements AutoCloseable {
  private static final int MOST = 32;
  private static final long BETWEEN_LOOKS_MILLIS = 2000;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Semaphore free = new Semaphore(MOST);
  private volatile boolean closed;

  /** What wakes a stream before its time. */
  @FunctionalInterface
  interface Watch {
    AutoCloseable begin(Runnable wake);
  }

  /**
   * Serves one stream until its reader is gone.
   *
   * @param allowed whether the reader may still look
   * @param parts reads what the elements hold now
   * @param watch wakes it early
   */
  void serve(
      Exchange exchange, BooleanSupplier allowed, Supplier<Map<String, String>> parts, Watch watch)
      throws IOException {
    if (!free.tryAcquire()) {
      throw new Refusal(503, "too many pages are open; close one");
    }
    var changes = new Semaphore(0);
    AutoCloseable watched = () -> {};
    try {
      watched = watch.begin(changes::release);
      exchange.stream();
      tell(exchange, allowed, parts, changes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
      close(watched);
    }
  }

  private static void close(AutoCloseable watched) {
    try {
      watched.close();
    } catch (Exception e) {
      // it only woke; nothing is lost with it
    }
  }

  private void tell(
      Exchange exchange,
      BooleanSupplier allowed,
      Supplier<Map<String, String>> parts,
      Semaphore changes)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long told = begin;
    Map<String, String> shown = Map.of();
    while (!closed && allowed.getAsBoolean() && since(begin) < LONGEST.toNanos()) {
      Map<String, String> now = parts.get();
      Map<String, String> changed = new HashMap<>(now);
      changed.entrySet().removeAll(shown.entrySet());
      if (!changed.isEmpty()) {
        exchange.more("data: " + JsonMapper.shared().writeValueAsString(changed) + "\n\n");
        told = System.nanoTime();
      } else if (since(told) > SILENCE.toNanos()) {
        // finds out that the reader is gone
        exchange.more(": nothing new\n\n");
        told = System.nanoTime();
      }
      shown = now;
      if (changes.tryAcquire(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
        changes.drainPermits();
      }
    }
  }

  private static long since(long nanos) {
    return System.nanoTime() - nanos;
  }

  @Override
  public void close() {
    closed = true;
  }
}
