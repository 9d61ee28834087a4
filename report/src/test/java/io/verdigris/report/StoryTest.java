package io.verdigris.report;

import static io.verdigris.report.Told.SHOP;
import static io.verdigris.report.Told.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutOutcome;
import io.verdigris.report.Story.Reign;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoryTest {
  @Test
  void steps_leave_no_gap_and_final_phases_out() {
    List<Story.Step> steps = Told.rollback().story().steps();

    assertThat(steps)
        .extracting(Story.Step::phase)
        .containsExactly(
            Phase.ADMIT,
            Phase.DEPLOY,
            Phase.PROMOTE,
            Phase.MONITOR,
            Phase.ROLL_BACK,
            Phase.CONFIRM_ROLLBACK,
            Phase.CLEAN_UP);
    for (int i = 1; i < steps.size(); i++) {
      assertThat(steps.get(i).from()).isEqualTo(steps.get(i - 1).to());
    }
  }

  @Test
  void reigns_follow_the_switches() {
    assertThat(Told.rollback().story().reigns())
        .containsExactly(
            new Reign("green", 0, ms(0), ms(3_000)),
            new Reign("blue", 0, ms(3_000), ms(5_000)),
            new Reign("green", 0, ms(5_000), ms(6_000)));
  }

  @Test
  void a_first_installation_has_nobody_live_before_the_switch() {
    var told =
        new Told(SHOP).numbered("web-1").begins(100, Phase.PROMOTE).switched(200, "", "blue");

    assertThat(told.begins(300, Phase.CONFIRM).story().reigns())
        .containsExactly(new Reign("blue", 0, ms(200), ms(300)));
  }

  @Test
  void both_colours_are_live_while_they_are_compared() {
    var told =
        new Told(SHOP).numbered("web-1").begins(100, Phase.PROMOTE).switched(200, "blue", "green");
    told.begins(300, Phase.COMPARE).shared(400, "green", "blue").switched(600, "", "green");

    assertThat(told.begins(700, Phase.MONITOR).story().reigns())
        .containsExactly(
            new Reign("blue", 0, ms(0), ms(200)),
            new Reign("green", 0, ms(200), ms(400)),
            new Reign("green and blue", 50, ms(400), ms(600)),
            new Reign("green", 0, ms(600), ms(700)));
  }

  @Test
  void without_a_switch_the_outcome_tells_who_is_live() {
    var told = new Told(SHOP).ends(50, "rejected", "blue", "no");
    var halted = new RolloutOutcome.Halted("web", Optional.of(Colour.GREEN), "no", List.of());

    assertThat(told.story().reigns()).containsExactly(new Reign("blue", 0, ms(0), ms(50)));
    assertThat(told.story().with(Optional.of(halted)).reigns())
        .containsExactly(new Reign("green", 0, ms(0), ms(50)));
  }

  @Test
  void a_rollout_that_was_let_go_and_resumed_has_not_ended() {
    var told = new Told(SHOP).numbered("web-1").begins(100, Phase.DEPLOY);
    told.ends(200, "halted", "blue", "this orchestrator was closed");
    assertThat(told.story().ending()).isEqualTo("halted");

    told.at(300, Phase.DEPLOY, "RESUME", "taken over");
    assertThat(told.story().ending()).isEqualTo("under way");
  }

  @Test
  void a_clock_that_steps_back_makes_no_negative_length() {
    var told = new Told(SHOP).numbered("web-1").begins(-5_000, Phase.DEPLOY);

    assertThat(told.story().length().toMillis()).isEqualTo(5_000);
    assertThat(told.story().begin()).isEqualTo(ms(-5_000));
  }

  @Test
  void samples_are_differences_that_begin_anew_with_a_switch() {
    var told = new Told(SHOP).numbered("web-1").switched(1_000, "blue", "green");
    told.sample(2_000, 100, 5).sample(3_000, 90, 5).sample(3_000, 95, 5).sample(5_000, 190, 25);

    List<Bar> bars = Sampled.bars(told.story());

    assertThat(bars).extracting(Bar::from).containsExactly(ms(1_000), ms(3_000));
    assertThat(bars).extracting(Bar::total).containsExactly(100L, 95L);
    assertThat(bars).extracting(Bar::failed).containsExactly(5L, 20L);
    assertThat(bars.get(0).answered()).containsEntry("green", 95L);
  }
}
