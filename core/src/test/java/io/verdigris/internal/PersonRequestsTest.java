package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.spi.TaskScheduler;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PersonRequestsTest {
  private static final Duration POLL = Duration.ofSeconds(30);

  private final OneLedger store = new OneLedger();
  private final Turns turns = new Turns();

  @Test
  void the_ledger_is_read_twice_a_minute_only_while_its_watch_is_not_known_to_work()
      throws Exception {
    RolloutState state = Samples.at(Phase.DEPLOY);
    Application application = state.spec().application();
    var book = new LedgerBook(store, application, "p1");
    book.begin(state, 0, 0, Optional.empty());
    var requests =
        new PersonRequests(
            store, turns, new Mailbox(turns, e -> {}), book, () -> state, e -> {}, text -> {});
    requests.open(application);
    store.loads = 0;

    turns.next();
    assertThat(store.loads).isEqualTo(1);
    store.watching = true;
    turns.next();
    assertThat(store.loads).isEqualTo(1);
    store.watching = false;
    turns.next();
    assertThat(store.loads).isEqualTo(2);

    requests.close();
    turns.next();
    assertThat(store.loads).isEqualTo(2);
  }

  /** Runs what is planned when the test says so. */
  private static final class Turns implements TaskScheduler {
    private Runnable planned = () -> {};

    void next() {
      Runnable task = planned;
      planned = () -> {};
      task.run();
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      assertThat(delay).isEqualTo(POLL);
      planned = task;
      return () -> {};
    }

    @Override
    public long nanoTime() {
      throw new UnsupportedOperationException();
    }
  }
}
