package io.verdigris;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How a rollout ended. A failed rollout is a value, never an exception. */
public sealed interface RolloutOutcome {

  /** Returns the rollout's id, such as {@code web-17}. */
  String rollout();

  /** Returns the colour that serves now; empty when none does or it cannot be told. */
  Optional<Colour> live();

  /** Returns why it ended so, in a sentence. */
  String reason();

  /** Returns what a person may want to know besides, such as how movement was confirmed. */
  List<String> notes();

  /**
   * Returns the name of this kind: {@code promoted}, {@code rejected}, {@code rolled-back} or
   * {@code halted}.
   */
  default String name() {
    return fold(p -> "promoted", r -> "rejected", r -> "rolled-back", h -> "halted");
  }

  /** Applies the function for this kind of outcome. */
  default <T> T fold(
      Function<Promoted, T> promoted,
      Function<Rejected, T> rejected,
      Function<RolledBack, T> rolledBack,
      Function<Halted, T> halted) {
    if (this instanceof Promoted p) {
      return promoted.apply(p);
    } else if (this instanceof Rejected r) {
      return rejected.apply(r);
    } else if (this instanceof RolledBack r) {
      return rolledBack.apply(r);
    } else {
      return halted.apply((Halted) this);
    }
  }

  /** The new colour is live and has passed its soak. */
  record Promoted(String rollout, Optional<Colour> live, String reason, List<String> notes)
      implements RolloutOutcome {}

  /**
   * The rollout was refused or the new colour failed before any traffic moved.
   *
   * @param findings what admission found; empty when the rollout was admitted and failed later
   */
  record Rejected(
      String rollout,
      Optional<Colour> live,
      String reason,
      List<String> notes,
      List<Finding> findings)
      implements RolloutOutcome {}

  /** Traffic had moved to the new colour and is back on the old one. */
  record RolledBack(String rollout, Optional<Colour> live, String reason, List<String> notes)
      implements RolloutOutcome {}

  /** A person must look: going on by itself could have done harm. */
  record Halted(String rollout, Optional<Colour> live, String reason, List<String> notes)
      implements RolloutOutcome {}
}
