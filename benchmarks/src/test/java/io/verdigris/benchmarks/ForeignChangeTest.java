package io.verdigris.benchmarks;

import io.verdigris.Phase;
import io.verdigris.testkit.simulation.ForeignChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignChangeTest {
  private static final List<Phase> PHASES =
      List.of(
          Phase.PREPARE,
          Phase.DEPLOY,
          Phase.VERIFY,
          Phase.PROMOTE,
          Phase.CONFIRM,
          Phase.MONITOR,
          Phase.DECOMMISSION,
          Phase.ROLL_BACK,
          Phase.CONFIRM_ROLLBACK,
          Phase.CLEAN_UP);

  @Test
  void explore() {
    for (ForeignChange change : ForeignChange.values()) {
      for (Phase phase : PHASES) {
        for (boolean later : new boolean[] {false, true}) {
          String said;
          try {
            var world = new ForeignWorld(1, change, phase, later).run();
            said =
                world.answer()
                    + " | "
                    + world.made()
                    + " "
                    + world.violations()
                    + " "
                    + world.lost()
                    + " | "
                    + world.outcome().reason().replace('\n', ' ')
                    + " | "
                    + (world.selector().equals(world.left())
                        ? ""
                        : world.left() + "->" + world.selector());
          } catch (RuntimeException e) {
            said = "EXC " + e;
          }
          System.out.println("X " + change + " " + phase + " " + later + " | " + said);
        }
      }
    }
  }
}
