package io.verdigris.examples;

import io.verdigris.testkit.traffic.Answer;
import io.verdigris.testkit.traffic.Traffic;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The application's clients, half of them with a new connection for each request and half of them
 * with kept ones, and the account of what they see. Safe for use by several threads.
 */
final class Clients implements AutoCloseable {
  private final AtomicReference<Account> account = new AtomicReference<>(new Account());
  private final List<Consumer<Answer>> watchers = new CopyOnWriteArrayList<>();
  private final List<Traffic> traffic;

  private Clients(URI entry, int perSecond) {
    traffic =
        List.of(
            Traffic.onNewConnections(entry, perSecond).onAnswer(a -> seen(a, false)),
            Traffic.onKeptConnections(entry, perSecond).onAnswer(a -> seen(a, true)));
  }

  /** Starts clients of both kinds, each with this many requests a second. */
  static Clients start(URI entry, int perSecond) {
    return new Clients(entry, perSecond);
  }

  /** Tells the watcher of each answer from now on. */
  Clients onAnswer(Consumer<Answer> watcher) {
    watchers.add(watcher);
    return this;
  }

  /** Begins a new account and returns it; the former one is left as it is. */
  Account newAccount() {
    var next = new Account();
    account.set(next);
    return next;
  }

  /** Waits until this many more requests have ended. */
  void more(int requests) throws InterruptedException {
    var left = new CountDownLatch(requests);
    Consumer<Answer> counting = a -> left.countDown();
    watchers.add(counting);
    left.await();
    watchers.remove(counting);
  }

  private void seen(Answer answer, boolean kept) {
    account.get().add(answer, kept);
    watchers.forEach(watcher -> watcher.accept(answer));
  }

  @Override
  public void close() {
    traffic.forEach(Traffic::close);
  }
}
