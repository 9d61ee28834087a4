package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.testkit.simulation.ForeignChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others do in the middle of a rollout, and the answer that is defined for it. */
class ForeignChangeTest {
  private static final long SEED = 1;

  enum Moment {
    AT_ONCE,
    LATER
  }

  @ParameterizedTest(name = "{0} in {1} {2}: {3}")
  @CsvSource(
      textBlock =
          """
          DROPS_THE_COLOUR, PREPARE, AT_ONCE, rejected none 2:0
          DROPS_THE_COLOUR, DEPLOY, AT_ONCE, rejected none 2:0
          DROPS_THE_COLOUR, VERIFY, AT_ONCE, rejected none 2:0
          DROPS_THE_COLOUR, PROMOTE, AT_ONCE, rejected none 2:0
          LABELS_THE_SERVICE, PREPARE, AT_ONCE, promoted green 0:2
          LABELS_THE_SERVICE, PREPARE, LATER, promoted green 0:2
          LABELS_THE_SERVICE, DEPLOY, AT_ONCE, promoted green 0:2
          LABELS_THE_SERVICE, DEPLOY, LATER, promoted green 0:2
          LABELS_THE_SERVICE, VERIFY, AT_ONCE, promoted green 0:2
          LABELS_THE_SERVICE, VERIFY, LATER, promoted green 0:2
          LABELS_THE_SERVICE, PROMOTE, AT_ONCE, promoted green 0:2
          LABELS_THE_SERVICE, PROMOTE, LATER, promoted green 0:2
          LABELS_THE_SERVICE, CONFIRM, AT_ONCE, promoted green 0:2
          LABELS_THE_SERVICE, CONFIRM, LATER, promoted green 0:2
          LABELS_THE_SERVICE, MONITOR, AT_ONCE, promoted green 0:2
          LABELS_THE_SERVICE, MONITOR, LATER, promoted green 0:2
          LABELS_THE_SERVICE, DECOMMISSION, AT_ONCE, promoted green 0:2
          LABELS_THE_SERVICE, DECOMMISSION, LATER, promoted green 0:2
          LABELS_THE_SERVICE, ROLL_BACK, AT_ONCE, rolled-back blue 2:0
          LABELS_THE_SERVICE, ROLL_BACK, LATER, rolled-back blue 2:0
          LABELS_THE_SERVICE, CONFIRM_ROLLBACK, AT_ONCE, rolled-back blue 2:0
          LABELS_THE_SERVICE, CONFIRM_ROLLBACK, LATER, rolled-back blue 2:0
          LABELS_THE_SERVICE, CLEAN_UP, AT_ONCE, rolled-back blue 2:0
          LABELS_THE_SERVICE, CLEAN_UP, LATER, rolled-back blue 2:0
          SCALES_GREEN_UP, PREPARE, AT_ONCE, promoted green 0:2
          SCALES_GREEN_UP, PREPARE, LATER, promoted green 0:4
          SCALES_GREEN_UP, DEPLOY, AT_ONCE, promoted green 0:2
          SCALES_GREEN_UP, DEPLOY, LATER, promoted green 0:4
          SCALES_GREEN_UP, VERIFY, AT_ONCE, promoted green 0:4
          SCALES_GREEN_UP, VERIFY, LATER, promoted green 0:4
          SCALES_GREEN_UP, PROMOTE, AT_ONCE, promoted green 0:4
          SCALES_GREEN_UP, PROMOTE, LATER, promoted green 0:4
          SCALES_GREEN_UP, CONFIRM, AT_ONCE, promoted green 0:4
          SCALES_GREEN_UP, CONFIRM, LATER, promoted green 0:4
          SCALES_GREEN_UP, MONITOR, AT_ONCE, promoted green 0:4
          SCALES_GREEN_UP, MONITOR, LATER, promoted green 0:4
          SCALES_GREEN_UP, DECOMMISSION, AT_ONCE, promoted green 0:4
          SCALES_GREEN_UP, DECOMMISSION, LATER, promoted green 0:4
          SCALES_GREEN_UP, ROLL_BACK, AT_ONCE, rolled-back blue 2:0
          SCALES_GREEN_UP, ROLL_BACK, LATER, rolled-back blue 2:0
          SCALES_GREEN_UP, CONFIRM_ROLLBACK, AT_ONCE, rolled-back blue 2:0
          SCALES_GREEN_UP, CONFIRM_ROLLBACK, LATER, rolled-back blue 2:0
          SCALES_BLUE_UP, PREPARE, AT_ONCE, promoted green 0:4
          SCALES_BLUE_UP, PREPARE, LATER, promoted green 0:4
          SCALES_BLUE_UP, DEPLOY, AT_ONCE, promoted green 0:4
          SCALES_BLUE_UP, DEPLOY, LATER, promoted green 0:4
          SCALES_BLUE_UP, VERIFY, AT_ONCE, promoted green 0:4
          SCALES_BLUE_UP, VERIFY, LATER, promoted green 0:2
          SCALES_BLUE_UP, PROMOTE, AT_ONCE, promoted green 0:4
          SCALES_BLUE_UP, PROMOTE, LATER, promoted green 0:2
          SCALES_BLUE_UP, CONFIRM, AT_ONCE, promoted green 0:2
          SCALES_BLUE_UP, CONFIRM, LATER, promoted green 0:2
          SCALES_BLUE_UP, MONITOR, AT_ONCE, promoted green 0:2
          SCALES_BLUE_UP, MONITOR, LATER, promoted green 0:2
          SCALES_BLUE_UP, DECOMMISSION, AT_ONCE, promoted green 0:2
          SCALES_BLUE_UP, DECOMMISSION, LATER, promoted green 0:2
          SCALES_BLUE_UP, ROLL_BACK, AT_ONCE, rolled-back blue 4:0
          SCALES_BLUE_UP, ROLL_BACK, LATER, rolled-back blue 4:0
          SCALES_BLUE_UP, CONFIRM_ROLLBACK, AT_ONCE, rolled-back blue 4:0
          SCALES_BLUE_UP, CONFIRM_ROLLBACK, LATER, rolled-back blue 4:0
          SCALES_BLUE_UP, CLEAN_UP, AT_ONCE, rolled-back blue 4:0
          SCALES_BLUE_UP, CLEAN_UP, LATER, rolled-back blue 4:0
          EDITS_THE_OWNER, PREPARE, AT_ONCE, promoted green 0:2
          EDITS_THE_OWNER, PREPARE, LATER, promoted green 0:2
          EDITS_THE_OWNER, DEPLOY, AT_ONCE, promoted green 0:2
          EDITS_THE_OWNER, DEPLOY, LATER, promoted green 0:2
          EDITS_THE_OWNER, VERIFY, AT_ONCE, promoted green 0:2
          EDITS_THE_OWNER, VERIFY, LATER, promoted green 0:2
          EDITS_THE_OWNER, PROMOTE, AT_ONCE, promoted green 0:2
          EDITS_THE_OWNER, PROMOTE, LATER, promoted green 0:2
          EDITS_THE_OWNER, CONFIRM, AT_ONCE, promoted green 0:2
          EDITS_THE_OWNER, CONFIRM, LATER, promoted green 0:2
          EDITS_THE_OWNER, MONITOR, AT_ONCE, promoted green 0:2
          EDITS_THE_OWNER, MONITOR, LATER, promoted green 0:2
          EDITS_THE_OWNER, DECOMMISSION, AT_ONCE, promoted green 0:2
          EDITS_THE_OWNER, DECOMMISSION, LATER, promoted green 0:2
          EDITS_THE_OWNER, ROLL_BACK, AT_ONCE, rolled-back blue 2:0
          EDITS_THE_OWNER, ROLL_BACK, LATER, rolled-back blue 2:0
          EDITS_THE_OWNER, CONFIRM_ROLLBACK, AT_ONCE, rolled-back blue 2:0
          EDITS_THE_OWNER, CONFIRM_ROLLBACK, LATER, rolled-back blue 2:0
          EDITS_THE_OWNER, CLEAN_UP, AT_ONCE, rolled-back blue 2:0
          EDITS_THE_OWNER, CLEAN_UP, LATER, rolled-back blue 2:0
          AUTOSCALES_BLUE, PREPARE, AT_ONCE, promoted green 0:3
          AUTOSCALES_BLUE, PREPARE, LATER, promoted green 0:3
          AUTOSCALES_BLUE, DEPLOY, AT_ONCE, promoted green 0:3
          AUTOSCALES_BLUE, DEPLOY, LATER, promoted green 0:3
          AUTOSCALES_BLUE, VERIFY, AT_ONCE, promoted green 0:3
          AUTOSCALES_BLUE, VERIFY, LATER, promoted green 0:2
          AUTOSCALES_BLUE, PROMOTE, AT_ONCE, promoted green 0:3
          AUTOSCALES_BLUE, PROMOTE, LATER, promoted green 0:2
          AUTOSCALES_BLUE, CONFIRM, AT_ONCE, promoted green 0:2
          AUTOSCALES_BLUE, CONFIRM, LATER, promoted green 0:2
          AUTOSCALES_BLUE, MONITOR, AT_ONCE, promoted green 0:2
          AUTOSCALES_BLUE, MONITOR, LATER, promoted green 0:2
          AUTOSCALES_BLUE, DECOMMISSION, AT_ONCE, promoted green 0:2
          AUTOSCALES_BLUE, DECOMMISSION, LATER, promoted green 0:2
          AUTOSCALES_BLUE, ROLL_BACK, AT_ONCE, rolled-back blue 3:0
          AUTOSCALES_BLUE, ROLL_BACK, LATER, rolled-back blue 3:0
          AUTOSCALES_BLUE, CONFIRM_ROLLBACK, AT_ONCE, rolled-back blue 3:0
          AUTOSCALES_BLUE, CONFIRM_ROLLBACK, LATER, rolled-back blue 3:0
          AUTOSCALES_BLUE, CLEAN_UP, AT_ONCE, rolled-back blue 3:0
          AUTOSCALES_BLUE, CLEAN_UP, LATER, rolled-back blue 3:0
          AUTOSCALES_GREEN, PREPARE, AT_ONCE, promoted green 0:3
          AUTOSCALES_GREEN, PREPARE, LATER, promoted green 0:3
          AUTOSCALES_GREEN, DEPLOY, AT_ONCE, promoted green 0:3
          AUTOSCALES_GREEN, DEPLOY, LATER, promoted green 0:3
          AUTOSCALES_GREEN, VERIFY, AT_ONCE, promoted green 0:3
          AUTOSCALES_GREEN, VERIFY, LATER, promoted green 0:3
          AUTOSCALES_GREEN, PROMOTE, AT_ONCE, promoted green 0:3
          AUTOSCALES_GREEN, PROMOTE, LATER, promoted green 0:3
          AUTOSCALES_GREEN, CONFIRM, AT_ONCE, promoted green 0:3
          AUTOSCALES_GREEN, CONFIRM, LATER, promoted green 0:3
          AUTOSCALES_GREEN, MONITOR, AT_ONCE, promoted green 0:3
          AUTOSCALES_GREEN, MONITOR, LATER, promoted green 0:3
          AUTOSCALES_GREEN, DECOMMISSION, AT_ONCE, promoted green 0:3
          AUTOSCALES_GREEN, DECOMMISSION, LATER, promoted green 0:3
          AUTOSCALES_GREEN, ROLL_BACK, AT_ONCE, rolled-back blue 2:0
          AUTOSCALES_GREEN, ROLL_BACK, LATER, rolled-back blue 2:0
          AUTOSCALES_GREEN, CONFIRM_ROLLBACK, AT_ONCE, rolled-back blue 2:0
          AUTOSCALES_GREEN, CONFIRM_ROLLBACK, LATER, rolled-back blue 2:0
          AUTOSCALES_GREEN, CLEAN_UP, AT_ONCE, rolled-back blue 2:0
          AUTOSCALES_GREEN, CLEAN_UP, LATER, rolled-back blue 2:0
          """)
  void has_a_defined_answer_and_breaks_no_invariant(
      ForeignChange change, Phase phase, Moment moment, String answer) {
    var world = new ForeignWorld(SEED, change, phase, moment == Moment.LATER).run();

    assertThat(world.made()).isTrue();
    assertThat(world.violations()).as(world.trace()).isEmpty();
    assertThat(world.answer()).as(world.trace()).isEqualTo(answer);
    if (change == ForeignChange.DROPS_THE_COLOUR) {
      assertThat(world.selector()).as("never fought over").isEqualTo(world.left());
      assertThat(world.outcome().reason()).contains("Service shop/web");
    }
  }

  /** Between the last look at the Service and the patch that takes blue's pods. */
  @Test
  void a_colour_that_goes_live_just_when_it_is_taken_away_gets_its_pods_back() {
    var world = ForeignWorld.atTheScaleDownOfBlue(SEED, ForeignChange.SELECTS_THE_OTHER_COLOUR);

    world.run();

    assertThat(world.made()).isTrue();
    assertThat(world.violations()).as(world.trace()).isEmpty();
    assertThat(world.answer()).as(world.trace()).startsWith("halted blue 2:2");
    assertThat(world.selector()).isEqualTo(world.left());
    assertThat(world.outcome().reason()).contains("selects blue").contains("its 2 pods");
  }
}
