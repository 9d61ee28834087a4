package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.internal.Transitions.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransitionsTest {

  @Test
  void every_phase_that_has_not_ended_can_end() {
    for (Phase phase : Phase.values()) {
      assertThat(reachable(phase)).as("from %s", phase).anyMatch(Phase::isFinal);
    }
  }

  @Test
  void a_final_phase_is_never_left() {
    for (Phase phase : Phase.values()) {
      if (phase.isFinal()) {
        assertThat(reachable(phase)).containsExactly(phase);
      }
    }
  }

  @Test
  void nothing_that_happens_after_the_switch_leads_to_promotion_but_success() {
    for (Phase phase : Set.of(Phase.CONFIRM, Phase.MONITOR, Phase.DECOMMISSION)) {
      for (Kind kind : Kind.values()) {
        if (kind != Kind.DONE && Transitions.of(phase, kind) instanceof Transitions.Move move) {
          assertThat(move.targets())
              .extracting(Transitions.Target::phase)
              .doesNotContain(Phase.PROMOTED);
        }
      }
    }
  }

  @Test
  void the_way_back_does_not_turn_round() {
    for (Phase phase : Set.of(Phase.ROLL_BACK, Phase.CONFIRM_ROLLBACK, Phase.CLEAN_UP)) {
      assertThat(reachable(phase)).doesNotContain(Phase.PROMOTED, Phase.PROMOTE, Phase.MONITOR);
    }
  }

  @Test
  void a_first_installation_has_no_way_back_to_take() {
    RolloutState first = Samples.at(Phase.CONFIRM, Optional.empty(), true);
    Transitions.Move move = (Transitions.Move) Transitions.of(Phase.CONFIRM, Kind.FAILED);

    assertThat(move.target(first)).isEqualTo(Phase.HALTED);
    assertThat(move.target(Samples.at(Phase.CONFIRM, Optional.of(Colour.BLUE), true)))
        .isEqualTo(Phase.ROLL_BACK);
  }

  private static Set<Phase> reachable(Phase start) {
    Set<Phase> seen = EnumSet.of(start);
    Deque<Phase> open = new ArrayDeque<>(Set.of(start));
    while (!open.isEmpty()) {
      Phase phase = open.pop();
      for (Kind kind : Kind.values()) {
        if (Transitions.of(phase, kind) instanceof Transitions.Move move) {
          move.targets().stream()
              .map(Transitions.Target::phase)
              .filter(seen::add)
              .forEach(open::push);
        }
      }
    }
    return seen;
  }
}
