package io.verdigris;

import io.verdigris.spi.Topology;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about an application from its cluster, without changing anything.
 *
 * @param application the application
 * @param live the colour that serves; empty when none does or it cannot be told, and while both do
 *     in SHIFT and COMPARE, which is no problem
 * @param epoch the number of the last switch; 0 when there was none
 * @param colours the size and images of each colour that exists
 * @param fence the fence of the last owner; 0 when there was none
 * @param rollout the last rollout's id; empty when there was none, or when the ledger cannot be
 *     read, which is then among the problems
 * @param phase its phase
 * @param since when that phase began, by its owner's clock
 * @param owner the process that drives it
 * @param ownerAlive whether that process shows a Lease; whether it still renews it takes the
 *     Lease's duration to tell, as resuming does
 * @param reason why it ended or goes back
 * @param waitingFor what a rollout that has not ended waits for, as far as ledger and cluster tell
 * @param asked what a person has asked of it that its owner has not answered yet
 * @param possible what a person may do now
 * @param problems what is wrong with the application's objects and its ledger
 * @param history earlier rollouts, latest first, a line each
 */
public record RolloutStatus(
    Application application,
    Optional<Colour> live,
    long epoch,
    Map<Colour, Topology.Size> colours,
    long fence,
    Optional<String> rollout,
    Optional<Phase> phase,
    Optional<Instant> since,
    Optional<String> owner,
    boolean ownerAlive,
    Optional<String> reason,
    Optional<String> waitingFor,
    Optional<String> asked,
    List<Possible> possible,
    List<Finding> problems,
    List<String> history) {

  /** Copies the collections. */
  public RolloutStatus {
    colours = Map.copyOf(colours);
    possible = List.copyOf(possible);
    problems = List.copyOf(problems);
    history = List.copyOf(history);
  }

  /**
   * What a person may do.
   *
   * @param action what it is
   * @param sentence what it means now
   */
  public record Possible(Action action, String sentence) {
    @Override
    public String toString() {
      return sentence;
    }
  }

  /** What can be done about an application. */
  public enum Action {
    /** Start a rollout. */
    START,
    /** Start a rollout of the version before. */
    START_BACK,
    /** Approve, or let go on. */
    APPROVE,
    /** Ask for the way back. */
    ABORT,
    /** Take the rollout over from a process that is gone. */
    RESUME,
    /** Put something right by hand. */
    MEND
  }
}
