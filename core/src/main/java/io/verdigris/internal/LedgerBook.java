package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.StoreConflictException;
import io.verdigris.spi.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One rollout's hold on its application's ledger: takes the fence, saves under it, sees requests.
 */
final class LedgerBook {
  private static final int MOST_CONFLICTS = 5;
  private static final int LONGEST_LINE = 300;

  private final RolloutStore store;
  private final Application application;
  private final String owner;
  private @Nullable Versioned<Ledger> held;

  LedgerBook(RolloutStore store, Application application, String owner) {
    this.store = store;
    this.application = application;
    this.owner = owner;
  }

  long fence() {
    return held == null ? 0 : held.value().fence();
  }

  /** Thrown when the application is not free. */
  static final class TakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    TakenException(Finding finding) {
      super(finding.toString());
      this.finding = finding;
    }

    Finding finding() {
      return finding;
    }
  }

  /**
   * Takes the application for a new rollout: the next fence, number and epochs.
   *
   * @param admitted the ledger as the admission has read it; empty to read it anew, as after a try
   *     that has failed
   * @return the state with its number
   * @throws TakenException when a rollout has not ended
   */
  RolloutState begin(
      RolloutState state, long fenceSeen, long epochSeen, Optional<Versioned<Ledger>> admitted) {
    Versioned<Ledger> read = admitted.orElseGet(() -> store.load(application));
    Ledger old = read.value();
    if (isMine(old, state)) {
      held = read;
      return read(store, application, old);
    }
    busy(store, application, old)
        .ifPresent(
            finding -> {
              throw new TakenException(finding);
            });
    // without a ledger the numbers go on above the fence, which is never below them, so that no
    // mark of an earlier rollout is taken for this one's
    long number = Math.max(old.rollouts(), read.version().isEmpty() ? fenceSeen : 0) + 1;
    RolloutState numbered =
        carrying(
            last(store, application, old),
            state.numbered(application.service() + "-" + number, Math.max(old.epoch(), epochSeen)));
    Ledger next =
        new Ledger(
            Math.max(old.fence(), fenceSeen) + 1,
            numbered.epochBase(),
            number,
            owner,
            LedgerCodec.write(numbered),
            withLine(old),
            Optional.empty());
    held = store.save(application, new Versioned<>(next, read.version()));
    return numbered;
  }

  /** Until the idle colour is overwritten, its version must not serve again. */
  private static RolloutState carrying(Optional<RolloutState> last, RolloutState next) {
    return last.flatMap(RolloutState::noWayToIdle)
        .map(what -> next.withHook(RolloutState.NO_RETURN_BEFORE, what))
        .orElse(next);
  }

  /** Tells whether an earlier try has been saved although its answer was lost. */
  private boolean isMine(Ledger ledger, RolloutState state) {
    return ledger.owner().equals(owner)
        && ledger.state().getOrDefault("started", "").equals(state.startedAt().toString())
        && underWay(store, application, ledger).isPresent();
  }

  /** Returns the state of a rollout that has not ended; empty when there is none. */
  static Optional<RolloutState> underWay(
      RolloutStore store, Application application, Ledger ledger) {
    return last(store, application, ledger).filter(state -> !state.phase().isFinal());
  }

  /**
   * Returns the state of the last rollout; empty when there was none.
   *
   * @throws io.verdigris.spi.PermanentFailureException when it cannot be read
   */
  static Optional<RolloutState> last(RolloutStore store, Application application, Ledger ledger) {
    return ledger.state().isEmpty() && ledger.rollouts() == 0
        ? Optional.empty()
        : Optional.of(read(store, application, ledger));
  }

  private static RolloutState read(RolloutStore store, Application application, Ledger ledger) {
    return LedgerCodec.read(application, ledger.state(), key -> store.locate(application, key));
  }

  /** Returns why no rollout can begin now; empty when one can. */
  static Optional<Finding> busy(RolloutStore store, Application application, Ledger ledger) {
    return underWay(store, application, ledger)
        .map(
            other ->
                new Finding(
                    "application",
                    application.toString(),
                    "rollout "
                        + other.id()
                        + " is in "
                        + other.phase()
                        + " and owned by "
                        + ledger.owner(),
                    "wait for it, abort it, or, if its process is gone, resume it"));
  }

  /** Puts the last rollout into the history before its state is overwritten. */
  private List<String> withLine(Ledger old) {
    var lines = new ArrayList<String>();
    last(store, application, old)
        .map(
            last ->
                last.id()
                    + " "
                    + last.phase()
                    + " "
                    + last.since()
                    + (last.cause().isEmpty() ? "" : " " + last.cause()))
        .ifPresent(line -> lines.add(Brief.of(line.replace('\n', ' '), LONGEST_LINE)));
    old.history().forEach(line -> lines.add(Brief.of(line, LONGEST_LINE)));
    return lines.subList(0, Math.min(lines.size(), Ledger.HISTORY));
  }

  /**
   * Takes the next fence over a state that is saved already: our own, to settle a write in flight,
   * or a dead owner's.
   *
   * @param expected the fence at which the state was found free to take
   * @param found the ledger as it was read last; empty to read it now
   * @return the state; of a rollout that has ended nothing is taken
   */
  RolloutState takeOver(long fenceSeen, long expected, Optional<Versioned<Ledger>> found) {
    Versioned<Ledger> read = known(found.orElseGet(() -> store.load(application)));
    Ledger old = read.value();
    if (old.fence() != expected && !old.owner().equals(owner)) {
      throw lost(old);
    }
    RolloutState state = read(store, application, old);
    if (state.phase().isFinal()) {
      return state;
    }
    Ledger next =
        new Ledger(
            Math.max(old.fence(), fenceSeen) + 1,
            old.epoch(),
            old.rollouts(),
            owner,
            old.state(),
            old.history(),
            old.request());
    held = store.save(application, new Versioned<>(next, read.version()));
    return state;
  }

  /** Saves a state; what a person has asked for meanwhile is kept. */
  void save(RolloutState state) {
    Versioned<Ledger> base = mine();
    for (int tries = 0; ; tries++) {
      Ledger old = base.value();
      Ledger next =
          new Ledger(
              old.fence(),
              Math.max(old.epoch(), state.epochGiven()),
              old.rollouts(),
              owner,
              LedgerCodec.write(state),
              old.history(),
              old.request());
      try {
        held = store.save(application, new Versioned<>(next, base.version()));
        return;
      } catch (StoreConflictException e) {
        base = refresh();
        if (tries >= MOST_CONFLICTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Reads the ledger anew; the request in it is what a person asked for last. Where somebody has
   * deleted it the answer is what it held, without a version: the next save writes it again.
   */
  Versioned<Ledger> refresh() {
    Versioned<Ledger> read = known(store.load(application));
    if (!read.value().owner().equals(owner)) {
      throw lost(read.value());
    }
    held = read;
    return read;
  }

  /**
   * What is held here outlives what somebody does to the ledger: its deletion, and a fence set
   * back. Whoever takes the application over writes a ledger of its own, and a higher fence.
   */
  private Versioned<Ledger> known(Versioned<Ledger> read) {
    if (held == null) {
      return read;
    }
    Ledger mine = held.value();
    Ledger there = read.version().isEmpty() ? mine : read.value();
    boolean back = there.owner().equals(owner) && there.fence() < mine.fence();
    return new Versioned<>(back ? there.fenced(mine.fence()) : there, read.version());
  }

  private OwnershipLostException lost(Ledger seen) {
    return new OwnershipLostException(
        seen.owner().isEmpty()
            ? "the ledger of " + application + " is gone"
            : "process "
                + seen.owner()
                + " has taken "
                + application
                + " over with fence "
                + seen.fence());
  }

  private Versioned<Ledger> mine() {
    if (held == null) {
      throw new IllegalStateException("the ledger is not held");
    }
    return held;
  }
}
