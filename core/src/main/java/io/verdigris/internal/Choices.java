package io.verdigris.internal;

import io.verdigris.Finding;
import io.verdigris.RolloutStatus.Action;
import io.verdigris.RolloutStatus.Possible;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person may do about an application. */
final class Choices {
  private static final Possible START = new Possible(Action.START, "start a rollout");

  private Choices() {}

  static List<Possible> of(Optional<RolloutState> last, boolean alive, List<Finding> problems) {
    if (last.isPresent() && !last.get().phase().isFinal()) {
      return underWay(last.get(), alive);
    } else if (!problems.isEmpty()) {
      return List.of(
          new Possible(Action.MEND, "put right what is wrong; no rollout begins before"));
    }
    return last.map(Choices::ended).orElse(List.of(START));
  }

  private static List<Possible> ended(RolloutState state) {
    String past =
        state
            .noWayToIdle()
            .map(what -> ", past the point of no return (" + what + "), once it can serve again")
            .orElse("");
    return switch (state.phase()) {
      case HALTED ->
          List.of(
              new Possible(Action.MEND, "look at why it was halted, and put that right"),
              new Possible(Action.START, "then start a rollout; it begins from what is live now"));
      case PROMOTED ->
          List.of(
              START,
              new Possible(Action.START_BACK, "start a rollback to the version before" + past));
      default -> List.of(START);
    };
  }

  private static List<Possible> underWay(RolloutState state, boolean alive) {
    var possible = new ArrayList<Possible>();
    String then = alive ? "" : "; it takes effect once it is resumed";
    if (Awaited.mayBeApproved(state)) {
      possible.add(new Possible(Action.APPROVE, "approve it" + then));
    } else if (Awaited.isHeld(state)) {
      possible.add(new Possible(Action.APPROVE, "approve it, to go on in spite of that" + then));
    }
    if (Transitions.of(state.phase(), Transitions.Kind.ABORTED) instanceof Transitions.Move) {
      String past =
          state
              .noReturn()
              .map(
                  what ->
                      " past the point of no return (" + what + "), if the old version can serve")
              .orElse("");
      possible.add(new Possible(Action.ABORT, "abort it" + past + then));
    }
    possible.add(
        new Possible(
            Action.RESUME,
            alive
                ? "resume it if its process is gone; one that is alive is left alone"
                : "resume it: its process shows no sign of life"));
    return possible;
  }
}
