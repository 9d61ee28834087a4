package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.Ledger.PersonRequest;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.TaskScheduler.Cancellable;
import io.verdigris.spi.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What persons ask of one rollout, from this process or, through the ledger, from another. Until
 * the rollout is ours it is kept and answered then. Used from the rollout's mailbox only.
 */
final class PersonRequests {
  private static final Duration BETWEEN_POLLS = Duration.ofSeconds(30);

  private final RolloutStore store;
  private final TaskScheduler scheduler;
  private final Mailbox mailbox;
  private final LedgerBook book;
  private final Supplier<RolloutState> state;
  private final Consumer<Event> handler;
  private final Consumer<String> tell;
  private final List<Event> early = new ArrayList<>();
  private AutoCloseable watch = () -> {};
  private Cancellable poll = () -> {};
  private boolean open;

  PersonRequests(
      RolloutStore store,
      TaskScheduler scheduler,
      Mailbox mailbox,
      LedgerBook book,
      Supplier<RolloutState> state,
      Consumer<Event> handler,
      Consumer<String> tell) {
    this.store = store;
    this.scheduler = scheduler;
    this.mailbox = mailbox;
    this.book = book;
    this.state = state;
    this.handler = handler;
    this.tell = tell;
  }

  /** Keeps a request that came too early. */
  void keep(Event request) {
    early.add(request);
  }

  /** Begins to watch the ledger; called once the rollout is ours. */
  void open(Application application) {
    open = true;
    watch = store.watch(application, () -> mailbox.post(this::look));
    plan(application);
  }

  /** Answers what was asked for before the rollout was ours, in this process. */
  void answerEarly() {
    List<Event> kept = List.copyOf(early);
    early.clear();
    kept.forEach(handler);
  }

  /** Answers what was asked for before the rollout was ours, here or elsewhere. */
  void answerLeft() {
    answerEarly();
    look();
  }

  private void plan(Application application) {
    poll = scheduler.schedule(() -> mailbox.post(() -> poll(application)), BETWEEN_POLLS);
  }

  private void poll(Application application) {
    if (!store.isWatching(application)) {
      look();
    }
    if (open) {
      plan(application);
    }
  }

  private void look() {
    if (!open) {
      return;
    }
    try {
      Versioned<Ledger> ledger = book.refresh();
      if (ledger.version().isEmpty()) {
        book.save(state.get());
        tell.accept("somebody deleted the ledger; it is written again");
      }
      ledger.value().request().filter(this::isNew).map(PersonRequests::event).ifPresent(handler);
    } catch (OwnershipLostException e) {
      handler.accept(new Event.Lost(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      // the next poll looks again
    }
  }

  private boolean isNew(PersonRequest request) {
    RolloutState now = state.get();
    return request.rollout().equals(now.id()) && !request.id().equals(now.request());
  }

  private static Event event(PersonRequest request) {
    return switch (request.kind()) {
      case ABORT, ABORT_PAST_NO_RETURN ->
          new Event.Abort(
              request.id(),
              request.by(),
              request.reason(),
              request.kind() == PersonRequest.Kind.ABORT_PAST_NO_RETURN);
      case APPROVE -> new Event.Approve(request.id(), request.by());
    };
  }

  void close() throws Exception {
    open = false;
    poll.cancel();
    watch.close();
  }
}
