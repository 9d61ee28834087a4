package io.verdigris.internal;

import io.verdigris.Phase;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The one table of all transitions: what each kind of event means in each phase. It is checked when
 * the class is loaded and drawn into the documentation from here.
 */
final class Transitions {
  private Transitions() {}

  /** What can happen to a rollout. */
  enum Kind {
    DONE,
    FAILED,
    TIMED_OUT,
    WORSE,
    ABORTED,
    FOREIGN,
    SUSPECT
  }

  /** A condition that picks one of two targets. */
  enum Guard {
    ALWAYS(""),
    FIRST_INSTALLATION("first installation"),
    MOVED("traffic had moved"),
    KEEP_OLD("old colour kept"),
    NO_RETURN("past the point of no return"),
    STEPS("steps left");

    private final String label;

    Guard(String label) {
      this.label = label;
    }

    boolean holds(RolloutState state) {
      return switch (this) {
        case ALWAYS -> true;
        case FIRST_INSTALLATION -> state.from().isEmpty();
        case MOVED -> state.moved();
        case STEPS -> state.hasSteps();
        case KEEP_OLD -> state.spec().options().keepOld();
        case NO_RETURN -> state.noReturn().isPresent();
      };
    }

    String label() {
      return label;
    }
  }

  /** What an event does in a phase. */
  sealed interface Cell {}

  /** Goes to the first target whose guard holds. */
  record Move(List<Target> targets) implements Cell {
    Phase target(RolloutState state) {
      return targets.stream().filter(t -> t.guard().holds(state)).findFirst().orElseThrow().phase();
    }
  }

  record Target(Guard guard, Phase phase) {}

  /** Changes nothing, rightly. */
  record Stay() implements Cell {}

  /** Is refused. */
  record Reject(String why) implements Cell {}

  private static final Map<Phase, Map<Kind, Cell>> TABLE = new EnumMap<>(Phase.class);

  static {
    row(
        Phase.ADMIT,
        to(Phase.PREPARE),
        to(Phase.REJECTED),
        to(Phase.REJECTED),
        never(),
        to(Phase.REJECTED),
        to(Phase.REJECTED),
        never());
    // there is nothing of ours to clean up yet, and the idle colour may have been kept on purpose
    Move out = to(Phase.REJECTED);
    row(Phase.PREPARE, to(Phase.DEPLOY), out, out, never(), out, out, never());
    row(Phase.DEPLOY, to(Phase.VERIFY), back(), back(), never(), back(), back(), never());
    Move foreign = either(Guard.MOVED, Phase.HALTED, Phase.CLEAN_UP);
    Move on = either(Guard.STEPS, Phase.SHIFT, Phase.PROMOTE);
    row(Phase.VERIFY, on, back(), back(), never(), back(), back(), never());
    row(
        Phase.SHIFT,
        on,
        to(Phase.ROLL_BACK),
        to(Phase.ROLL_BACK),
        to(Phase.ROLL_BACK),
        to(Phase.ROLL_BACK),
        foreign,
        new Stay());
    Move undo = either(Guard.FIRST_INSTALLATION, Phase.CLEAN_UP, Phase.ROLL_BACK);
    row(Phase.PROMOTE, to(Phase.CONFIRM), undo, undo, never(), undo, foreign, never());
    Move home =
        new Move(
            List.of(
                new Target(Guard.FIRST_INSTALLATION, Phase.HALTED),
                new Target(Guard.NO_RETURN, Phase.HALTED),
                new Target(Guard.ALWAYS, Phase.ROLL_BACK)));
    row(
        Phase.CONFIRM,
        either(Guard.FIRST_INSTALLATION, Phase.PROMOTED, Phase.MONITOR),
        home,
        home,
        home,
        either(Guard.FIRST_INSTALLATION, Phase.HALTED, Phase.ROLL_BACK),
        halt(),
        never());
    row(
        Phase.MONITOR,
        either(Guard.KEEP_OLD, Phase.PROMOTED, Phase.DECOMMISSION),
        unlessPast(Phase.ROLL_BACK),
        halt(),
        unlessPast(Phase.ROLL_BACK),
        to(Phase.ROLL_BACK),
        halt(),
        unlessPast(Phase.COMPARE));
    row(
        Phase.COMPARE,
        to(Phase.MONITOR),
        to(Phase.ROLL_BACK),
        to(Phase.ROLL_BACK),
        to(Phase.ROLL_BACK),
        to(Phase.ROLL_BACK),
        halt(),
        new Stay());
    row(
        Phase.DECOMMISSION,
        to(Phase.PROMOTED),
        halt(),
        halt(),
        unlessPast(Phase.ROLL_BACK),
        new Reject(
            "the old colour is being taken away; when the rollout has ended, start a rollback"),
        halt(),
        never());
    row(
        Phase.ROLL_BACK,
        either(Guard.MOVED, Phase.CONFIRM_ROLLBACK, Phase.CLEAN_UP),
        halt(),
        halt(),
        new Stay(),
        new Stay(),
        halt(),
        new Stay());
    row(
        Phase.CONFIRM_ROLLBACK,
        to(Phase.CLEAN_UP),
        halt(),
        halt(),
        new Stay(),
        new Stay(),
        halt(),
        new Stay());
    row(
        Phase.CLEAN_UP,
        either(Guard.MOVED, Phase.ROLLED_BACK, Phase.REJECTED),
        halt(),
        halt(),
        new Stay(),
        new Stay(),
        halt(),
        new Stay());
    Reject over = new Reject("the rollout has ended");
    for (Phase phase : Phase.values()) {
      if (phase.isFinal()) {
        row(phase, over, over, over, over, over, over, over);
      }
    }
    check();
  }

  static Cell of(Phase phase, Kind kind) {
    Cell cell = TABLE.getOrDefault(phase, Map.of()).get(kind);
    if (cell == null) {
      throw new IllegalStateException("no transition for " + kind + " in " + phase);
    }
    return cell;
  }

  private static void row(Phase phase, Cell... cells) {
    Map<Kind, Cell> row = new EnumMap<>(Kind.class);
    Iterator<Cell> next = List.of(cells).iterator();
    for (Kind kind : Kind.values()) {
      row.put(kind, next.next());
    }
    TABLE.put(phase, row);
  }

  private static Move to(Phase phase) {
    return new Move(List.of(new Target(Guard.ALWAYS, phase)));
  }

  private static Move either(Guard guard, Phase then, Phase otherwise) {
    return new Move(List.of(new Target(guard, then), new Target(Guard.ALWAYS, otherwise)));
  }

  /** Past the point of no return the old colour can have no traffic any more. */
  private static Move unlessPast(Phase phase) {
    return either(Guard.NO_RETURN, Phase.HALTED, phase);
  }

  private static Move back() {
    return to(Phase.CLEAN_UP);
  }

  private static Move halt() {
    return to(Phase.HALTED);
  }

  private static Reject never() {
    return new Reject("the new colour is not watched in this phase");
  }

  /**
   * Refuses a table in which a cell is missing, a final phase is left, or a phase cannot be
   * reached.
   */
  private static void check() {
    var reached = new java.util.HashSet<Phase>(List.of(Phase.ADMIT));
    for (Phase phase : Phase.values()) {
      for (Kind kind : Kind.values()) {
        if (of(phase, kind) instanceof Move move) {
          move.targets().forEach(t -> reached.add(t.phase()));
        }
      }
    }
    if (reached.size() != Phase.values().length) {
      throw new IllegalStateException(
          "phases that nothing leads to: only " + reached + " are reached");
    }
  }
}
