package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that carries all sockets of a cluster: its pods' servers, its front doors and its
 * probes. Channels and what belongs to them are touched on this thread alone.
 */
final class EventLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final long JOIN_MILLIS = 5_000;

  /** What happens when a channel is ready. */
  @FunctionalInterface
  interface Handler {
    void ready(SelectionKey key) throws IOException;

    /** Hears that {@code ready} threw this; the channel is closed afterwards. */
    default void failed(IOException cause) {}
  }

  /** Something to be done later, unless it is cancelled. */
  static final class Alarm {
    private final long at;
    private final long sequence;
    private final Runnable task;
    private volatile boolean cancelled;

    Alarm(long at, long sequence, Runnable task) {
      this.at = at;
      this.sequence = sequence;
      this.task = task;
    }

    void cancel() {
      cancelled = true;
    }

    private long at() {
      return at;
    }

    private long sequence() {
      return sequence;
    }
  }

  private final Selector selector;
  private final Queue<Runnable> given = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::sequence));
  private final Thread thread;
  private final AtomicLong sequence = new AtomicLong();
  private volatile boolean closed;

  private EventLoop(Selector selector, String name) {
    this.selector = selector;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  static EventLoop start(String name) throws IOException {
    var loop = new EventLoop(Selector.open(), name);
    loop.thread.start();
    return loop;
  }

  /** Runs the task on this loop's thread: now when called there, else soon. */
  void execute(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
      return;
    }
    given.add(task);
    selector.wakeup();
  }

  /** Runs the task on this loop's thread once the time has passed. */
  Alarm schedule(Duration delay, Runnable task) {
    var alarm = new Alarm(System.nanoTime() + delay.toNanos(), sequence.incrementAndGet(), task);
    execute(() -> alarms.add(alarm));
    return alarm;
  }

  /** Lets the handler know of the channel's readiness; on this loop's thread only. */
  SelectionKey register(SelectableChannel channel, int operations, Handler handler)
      throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, operations, handler);
  }

  /** Closes a channel; a failure to do so has no consequence. */
  static void closeQuietly(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      LOG.debug("could not close {}", channel, e);
    }
  }

  /** Ends the thread and closes every channel. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      if (Thread.currentThread() != thread) {
        thread.join(JOIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(timeout());
        runGiven();
        runDue();
        serveReady();
      }
    } catch (IOException e) {
      LOG.error("the cluster's sockets are no longer served", e);
    } finally {
      new ArrayList<>(selector.keys()).forEach(key -> closeQuietly(key.channel()));
      closeQuietly(selector);
    }
  }

  /** Zero means no limit to a selector. */
  private long timeout() {
    Alarm next = alarms.peek();
    if (next == null) {
      return 0;
    }
    long nanos = next.at - System.nanoTime();
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
  }

  private void runGiven() {
    for (Runnable task = given.poll(); task != null; task = given.poll()) {
      attempt(task);
    }
  }

  private void runDue() {
    for (Alarm next = alarms.peek();
        next != null && next.at - System.nanoTime() <= 0;
        next = alarms.peek()) {
      alarms.remove();
      if (!next.cancelled) {
        attempt(next.task);
      }
    }
  }

  private void serveReady() {
    var ready = selector.selectedKeys();
    for (SelectionKey key : ready) {
      if (key.attachment() instanceof Handler handler) {
        serve(key, handler);
      }
    }
    ready.clear();
  }

  private static void serve(SelectionKey key, Handler handler) {
    try {
      if (key.isValid()) {
        handler.ready(key);
      }
    } catch (IOException e) {
      handler.failed(e);
      closeUnlessListening(key, e);
    } catch (CancelledKeyException e) {
      LOG.debug("closed meanwhile", e);
    } catch (RuntimeException e) {
      LOG.warn("a connection failed", e);
      handler.failed(new IOException(e));
      closeQuietly(key.channel());
    }
  }

  /** A connection that cannot be accepted now, for want of a descriptor, leaves others a chance. */
  private static void closeUnlessListening(SelectionKey key, IOException cause) {
    if (key.channel() instanceof ServerSocketChannel server) {
      LOG.warn("{} cannot accept a connection", server, cause);
    } else {
      closeQuietly(key.channel());
    }
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("a task failed", e);
    }
  }
}
