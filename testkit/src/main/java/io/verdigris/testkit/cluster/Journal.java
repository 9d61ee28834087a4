package io.verdigris.testkit.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest changes in order, for watches to follow. Older ones are forgotten. */
final class Journal {
  private final Deque<Change> changes = new ArrayDeque<>();
  private final int capacity;
  private long forgotten;
  private long latest;
  private boolean closed;

  Journal(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(Change change) {
    changes.addLast(change);
    latest = change.version();
    while (changes.size() > capacity) {
      forgotten = changes.removeFirst().version();
    }
    notifyAll();
  }

  /**
   * Returns the changes after a version, once there are some; none when the time is over or the
   * journal closed.
   *
   * @throws Refusal 410 when changes after that version are forgotten
   */
  synchronized List<Change> after(long version, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    check(version);
    while (latest <= version && !closed) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return List.of();
      }
      wait(left);
      check(version);
    }
    return changes.stream().filter(c -> c.version() > version).toList();
  }

  private void check(long version) {
    if (version < forgotten) {
      throw Refusal.of(
          410, "Expired", "too old resource version: " + version + " (" + forgotten + ")");
    }
  }

  /** Forgets all changes so far. */
  synchronized void forget() {
    changes.clear();
    forgotten = latest;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
