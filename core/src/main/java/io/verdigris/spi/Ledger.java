package io.verdigris.spi;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept about an application between processes.
 *
 * @param fence the fence of the last owner; only grows
 * @param epoch the highest epoch given to a switch; only grows
 * @param rollouts how many rollouts there have been
 * @param owner the process that holds the fence; empty when none does
 * @param state the last rollout's state in the engine's own keys; empty when there was none
 * @param history earlier outcomes, latest first, a line each; at most 20
 * @param request what a person asked for last
 */
public record Ledger(
    long fence,
    long epoch,
    long rollouts,
    String owner,
    SortedMap<String, String> state,
    List<String> history,
    Optional<PersonRequest> request) {
  /** The most lines of history that are kept. */
  public static final int HISTORY = 20;

  /** Copies the collections. */
  public Ledger {
    state = new TreeMap<>(state);
    history = List.copyOf(history);
  }

  /** Returns the ledger of an application that has none. */
  public static Ledger empty() {
    return new Ledger(0, 0, 0, "", new TreeMap<>(), List.of(), Optional.empty());
  }

  /** Returns the same with another fence. */
  public Ledger fenced(long other) {
    return new Ledger(other, epoch, rollouts, owner, state, history, request);
  }

  /**
   * What a person asked for from another process.
   *
   * @param id unique
   * @param rollout the rollout that is meant
   * @param kind what
   * @param by who
   * @param reason why; may be empty
   */
  public record PersonRequest(String id, String rollout, Kind kind, String by, String reason) {
    /** What can be asked for. */
    public enum Kind {
      /** Go back. */
      ABORT,
      /** Go back, also past a point of no return. */
      ABORT_PAST_NO_RETURN,
      /** Go on. */
      APPROVE
    }
  }
}
