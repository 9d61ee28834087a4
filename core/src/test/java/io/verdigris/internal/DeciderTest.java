package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Inconclusive;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.TrafficState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeciderTest {

  @Test
  void the_steps_of_a_phase_follow_each_other_and_the_last_one_ends_it() {
    for (Phase phase : Phase.values()) {
      List<Step> steps = Step.of(phase);
      for (int i = 0; i < steps.size(); i++) {
        RolloutState state = Samples.at(phase);
        Decision decision = decide(state, Event.StepDone.of(phase, steps.get(i), "done"));
        if (i + 1 < steps.size()) {
          assertThat(decision.effects()).containsExactly(new Effect.Run(steps.get(i + 1)));
          assertThat(decision.save()).isFalse();
        } else {
          assertThat(decision.state().phase()).isNotEqualTo(phase);
          assertThat(decision.save())
              .as("%s is saved before its effects", decision.state().phase())
              .isTrue();
        }
      }
    }
  }

  @Test
  void an_event_of_a_phase_that_is_over_changes_nothing() {
    RolloutState state = Samples.at(Phase.ROLL_BACK);

    Decision decision = decide(state, Event.StepDone.of(Phase.MONITOR, Step.WATCH, "late"));

    assertThat(decision).isEqualTo(Decision.stay(state));
  }

  @Test
  void a_failure_before_traffic_moved_cleans_up_and_rejects() {
    Decision decision =
        decide(
            Samples.at(Phase.DEPLOY), new Event.StepFailed(Phase.DEPLOY, Step.DEPLOY, "no image"));

    assertThat(decision.state().phase()).isEqualTo(Phase.CLEAN_UP);
    assertThat(decision.state().cause()).isEqualTo("no image");
    Decision end = decide(decision.state(), Event.StepDone.of(Phase.CLEAN_UP, Step.RETIRE_NEW, ""));
    assertThat(end.state().phase()).isEqualTo(Phase.REJECTED);
    assertThat(end.effects()).containsExactly(new Effect.Finish());
  }

  @Test
  void a_failure_after_traffic_moved_rolls_back_and_keeps_the_first_cause() {
    RolloutState watching = Samples.at(Phase.MONITOR, Optional.of(Colour.BLUE), true);

    Decision back =
        decide(watching, new Event.Judged(Phase.MONITOR, Judgement.rollBack("20 % fail"), ""));
    Decision halted =
        decide(back.state(), new Event.TimedOut(Phase.ROLL_BACK, Step.SWITCH_BACK, "no pod"));

    assertThat(back.state().phase()).isEqualTo(Phase.ROLL_BACK);
    assertThat(back.effects()).containsExactly(new Effect.Run(Step.RESTORE));
    assertThat(halted.state().phase()).isEqualTo(Phase.HALTED);
    assertThat(halted.state().cause()).isEqualTo("20 % fail; then no pod");
  }

  private static final Instant OVER = Samples.NOON.plus(Duration.ofHours(2));
  private static final Instant OVER_AGAIN = Samples.NOON.plus(Duration.ofHours(3));

  private static RolloutState watching(Inconclusive inconclusive) {
    RolloutSpec spec =
        RolloutSpec.builder("shop", "web")
            .image("app", "web:2")
            .whenInconclusive(inconclusive)
            .build();
    return Samples.at(spec, Phase.MONITOR, Optional.of(Colour.BLUE), true);
  }

  private static Event judged(Judgement judgement) {
    return new Event.Judged(Phase.MONITOR, judgement, "");
  }

  @Test
  void the_soak_ends_only_with_a_judgement_that_can_be_made() {
    RolloutState watching = watching(Inconclusive.HOLD);
    Event blind = judged(Judgement.blind("metrics are missing"));

    Decision held = Decider.decide(watching, blind, OVER);
    assertThat(held.state().phase()).isEqualTo(Phase.MONITOR);
    assertThat(held.save()).isTrue();
    assertThat(held.notices())
        .extracting(Decision.Notice::details)
        .containsExactly(Map.of("asks", "approval"));

    Decision approved = decide(held.state(), new Event.Approve("r1", "ann"));
    Decision ended = Decider.decide(approved.state(), blind, OVER);
    assertThat(ended.effects()).containsExactly(new Effect.Run(Step.HOOKS_AFTER));
  }

  @Test
  void a_soak_without_a_judgement_is_as_long_again_once_and_then_held() {
    Event open = judged(Judgement.hold("too few requests"));

    Decision extended = Decider.decide(watching(Inconclusive.EXTEND), open, OVER);
    assertThat(extended.save()).isTrue();
    assertThat(extended.state().extended()).isTrue();
    assertThat(Decider.decide(extended.state(), open, OVER.minusSeconds(1)).save()).isFalse();

    Decision held = Decider.decide(extended.state(), open, OVER_AGAIN);
    assertThat(held.state().hooks()).containsKey(RolloutState.HELD);
  }

  @Test
  void a_soak_without_a_judgement_goes_back_or_is_promoted_where_that_is_asked_for() {
    Event open = judged(Judgement.hold("too few requests"));
    Event blind = judged(Judgement.blind("no series"));

    assertThat(Decider.decide(watching(Inconclusive.ROLL_BACK), open, OVER).state().phase())
        .isEqualTo(Phase.ROLL_BACK);
    Decision promoted = Decider.decide(watching(Inconclusive.PROMOTE), open, OVER);
    assertThat(promoted.effects()).containsExactly(new Effect.Run(Step.HOOKS_AFTER));
    assertThat(promoted.state().notes()).contains("promoted although too few requests");
    assertThat(Decider.decide(watching(Inconclusive.PROMOTE), blind, OVER).state().hooks())
        .as("being blind never promotes")
        .containsKey(RolloutState.HELD);
  }

  @Test
  void a_suspicion_gives_both_colours_traffic_under_numbers_of_its_own() {
    RolloutState watching = Samples.at(Phase.MONITOR, Optional.of(Colour.BLUE), true);
    long forward = watching.forwardEpoch();

    RolloutState comparing = decide(watching, judged(Judgement.suspect("20 fail"))).state();
    assertThat(comparing.phase()).isEqualTo(Phase.COMPARE);
    assertThat(comparing.sharedEpoch()).isEqualTo(forward + 1);
    assertThat(comparing.comparisons()).isEqualTo(1);
    assertThat(Decider.agrees(comparing, Samples.traffic(Colour.GREEN, forward))).isTrue();
    assertThat(Decider.agrees(comparing, shared(forward + 1))).isTrue();
    assertThat(Decider.agrees(comparing, shared(forward))).isFalse();
    assertThat(Decider.agrees(comparing, Samples.traffic(Colour.BLUE, forward + 1))).isFalse();

    Decision apart =
        decide(
            comparing,
            new Event.Compared(Phase.COMPARE, List.of(), "what raised the suspicion is over"));
    assertThat(apart.effects()).containsExactly(new Effect.Run(Step.UNSHARE));
    Decision again =
        decide(apart.state(), Event.StepDone.of(Phase.COMPARE, Step.CONFIRM_UNSHARED, ""));
    assertThat(again.state().phase()).isEqualTo(Phase.MONITOR);
    assertThat(Decider.agrees(again.state(), Samples.traffic(Colour.GREEN, forward + 2))).isTrue();
    assertThat(Decider.agrees(again.state(), shared(forward + 1))).isFalse();
  }

  @Test
  void each_step_gives_traffic_under_a_number_of_its_own_before_the_new_colour_has_it_all() {
    RolloutState first = Samples.stepping(false);
    long epoch = first.sharedEpoch();

    assertThat(Decider.agrees(first, Samples.traffic(Colour.BLUE, epoch - 1))).isTrue();
    assertThat(Decider.agrees(first, weighing(epoch, 10))).isTrue();
    assertThat(Decider.agrees(first, weighing(epoch, 20))).as("somebody else's weight").isFalse();
    assertThat(Decider.agrees(first, Samples.traffic(Colour.GREEN, epoch))).isFalse();

    RolloutState second =
        decide(first, Event.StepDone.of(Phase.SHIFT, Step.WATCH_SHIFT, "")).state();
    assertThat(second.phase()).isEqualTo(Phase.SHIFT);
    assertThat(second.sharedWeight()).isEqualTo(50);
    assertThat(Decider.agrees(second, weighing(epoch, 10))).as("not moved on yet").isTrue();
    RolloutState back = decide(second, judged(Phase.SHIFT, Judgement.rollBack("20 fail"))).state();
    assertThat(Decider.isParted(back, weighing(epoch, 10))).as("the way back is known").isTrue();
    assertThat(Decider.isParted(back, weighing(epoch, 20))).isFalse();
    assertThat(Decider.agrees(second, weighing(epoch + 1, 50))).isTrue();

    RolloutState all = decide(second, Event.StepDone.of(Phase.SHIFT, Step.WATCH_SHIFT, "")).state();
    assertThat(all.phase()).isEqualTo(Phase.PROMOTE);
    assertThat(Decider.agrees(all, weighing(epoch + 1, 50))).isTrue();
    assertThat(Decider.agrees(all, Samples.traffic(Colour.GREEN, epoch + 2))).isTrue();
  }

  @Test
  void traffic_that_somebody_takes_back_during_a_step_is_not_given_again() {
    RolloutState begun = Samples.stepping(false);
    RolloutState shifted =
        decide(begun, new Event.StepDone(Phase.SHIFT, Step.SHIFT, "", "", true)).state();
    TrafficState back = Samples.traffic(Colour.BLUE, begun.sharedEpoch());
    TrafficState bare = Samples.traffic(Colour.BLUE, 0);

    assertThat(Decider.agrees(shifted, back)).isFalse();
    assertThat(Decider.agrees(shifted, bare)).as("without its marks").isFalse();
    assertThat(Decider.agrees(shifted.at(Phase.PROMOTE, shifted.since()), back)).isFalse();
  }

  @Test
  void in_a_step_suspicions_wait_for_its_end_and_what_is_worse_goes_back() {
    RolloutState stepping = Samples.stepping();

    assertThat(decide(stepping, judged(Phase.SHIFT, Judgement.suspect("20 fail"))).effects())
        .containsExactly(new Effect.Again(Step.WATCH_SHIFT, CompareSteps.EVERY));
    assertThat(decide(stepping, judged(Phase.SHIFT, Judgement.rollBack("20 fail"))).state().phase())
        .isEqualTo(Phase.ROLL_BACK);
    assertThat(decide(stepping, new Event.Foreign("weights were edited")).state().phase())
        .isEqualTo(Phase.HALTED);
  }

  private static Event judged(Phase phase, Judgement judgement) {
    return new Event.Judged(phase, judgement, "");
  }

  private static TrafficState weighing(long epoch, int weight) {
    return new TrafficState(
        Optional.empty(),
        epoch,
        1,
        "web-7",
        "{app=web}",
        Map.of(Colour.GREEN, weight, Colour.BLUE, 100 - weight),
        List.of());
  }

  private static TrafficState shared(long epoch) {
    return new TrafficState(Optional.empty(), epoch, 1, "web-7", "{app=web}", List.of());
  }

  private static RolloutState past(Phase phase) {
    return Samples.at(phase, Optional.of(Colour.BLUE), true).passing("drops orders.note");
  }

  @Test
  void past_the_point_of_no_return_what_is_worse_halts_and_keeps_the_traffic() {
    for (Event event :
        List.of(
            judged(Phase.MONITOR, Judgement.rollBack("20 fail")),
            judged(Phase.MONITOR, Judgement.suspect("20 fail")),
            new Event.StepFailed(Phase.MONITOR, Step.HOOKS_AFTER, "20 fail"))) {
      Decision decision = decide(past(Phase.MONITOR), event);

      assertThat(decision.state().phase()).as("%s", event).isEqualTo(Phase.HALTED);
      assertThat(decision.state().cause())
          .isEqualTo(
              "20 fail; traffic stays, since the point of no return is past (drops orders.note)");
    }
    for (Phase phase : List.of(Phase.CONFIRM, Phase.DECOMMISSION)) {
      assertThat(decide(past(phase), judged(phase, Judgement.rollBack("no pod"))).state().phase())
          .isEqualTo(Phase.HALTED);
    }
  }

  @Test
  void past_the_point_of_no_return_a_person_is_refused_unless_he_confirms() {
    RolloutState past = past(Phase.MONITOR);

    Decision refused = decide(past, new Event.Abort("r1", "ann", "slow", false));
    assertThat(refused.state()).isEqualTo(past.answered("r1"));
    assertThat(refused.save()).isTrue();
    assertThat(refused.notices())
        .singleElement()
        .satisfies(told -> assertThat(told.message()).contains("ann", "refused", "orders.note"));

    Decision back = decide(past, new Event.Abort("r2", "ann", "slow", true));
    assertThat(back.state().phase()).isEqualTo(Phase.ROLL_BACK);
    assertThat(back.state().noReturn()).as("the way back is not held up again").isEmpty();
    assertThat(back.state().notes())
        .contains("went back past the point of no return: drops orders.note");

    Decision late = decide(past(Phase.DECOMMISSION), new Event.Abort("r3", "ann", "slow", true));
    assertThat(late.state().noReturn()).as("too late to go back").isPresent();
  }

  @Test
  void the_version_before_is_barred_until_it_is_overwritten() {
    RolloutState deploying =
        Samples.at(Phase.DEPLOY).withHook(RolloutState.NO_RETURN_BEFORE, "drops orders.note");

    assertThat(deploying.noWayToIdle()).isPresent();
    assertThat(
            decide(deploying, Event.StepDone.of(Phase.DEPLOY, Step.HOOKS_AFTER, ""))
                .state()
                .noWayToIdle())
        .isEmpty();
  }

  @Test
  void before_the_soak_is_over_a_good_judgement_only_goes_on() {
    RolloutState watching = Samples.at(Phase.MONITOR, Optional.of(Colour.BLUE), true);

    Decision decision =
        decide(watching, new Event.Judged(Phase.MONITOR, Judgement.goOn("fine"), ""));

    assertThat(decision.effects())
        .containsExactly(new Effect.Again(Step.WATCH, Duration.ofSeconds(2)));
    assertThat(decision.save()).isFalse();
  }

  @Test
  void traffic_that_does_not_fit_the_phase_is_someone_elses_change_and_is_not_fought() {
    RolloutState deploying = Samples.at(Phase.DEPLOY);
    RolloutState watching = Samples.at(Phase.MONITOR, Optional.of(Colour.BLUE), true);

    assertThat(decide(deploying, new Event.Claimed(Samples.traffic(Colour.BLUE, 4))).effects())
        .containsExactly(new Effect.Run(Step.HOOKS_BEFORE));
    assertThat(
            decide(deploying, new Event.Claimed(Samples.traffic(Colour.GREEN, 4))).state().phase())
        .isEqualTo(Phase.CLEAN_UP);
    assertThat(decide(watching, new Event.Claimed(Samples.traffic(Colour.BLUE, 5))).state().phase())
        .isEqualTo(Phase.HALTED);
    assertThat(
            decide(watching, new Event.Claimed(Samples.traffic(Colour.GREEN, 6))).state().phase())
        .isEqualTo(Phase.HALTED);
  }

  @Test
  void a_selector_that_names_more_than_the_colour_must_name_the_same_until_the_way_back() {
    var other =
        new TrafficState(Optional.of(Colour.GREEN), 5, 1, "web-7", "{app=web, tier=x}", List.of());

    for (Phase phase : List.of(Phase.CONFIRM, Phase.MONITOR, Phase.DECOMMISSION)) {
      RolloutState state = Samples.at(phase, Optional.of(Colour.BLUE), true);
      Decision decision = decide(state, new Event.Claimed(other));
      assertThat(decision.state().phase()).isEqualTo(Phase.HALTED);
      assertThat(decision.state().cause())
          .contains("beside the colour by {app=web, tier=x} instead of {app=web}");
    }
    RolloutState back = Samples.at(Phase.ROLL_BACK, Optional.of(Colour.BLUE), true);
    assertThat(decide(back, new Event.Claimed(other)).state().phase()).isEqualTo(Phase.ROLL_BACK);
  }

  @Test
  void a_new_colour_that_serves_nothing_goes_back_as_long_as_there_is_an_old_one() {
    RolloutState state = Samples.at(Phase.DECOMMISSION, Optional.of(Colour.BLUE), true);
    var gone = new Event.Judged(Phase.DECOMMISSION, Judgement.rollBack("no pod is ready"), "");

    assertThat(decide(state, gone).state().phase()).isEqualTo(Phase.ROLL_BACK);
  }

  @Test
  void what_a_judgement_notes_is_saved_once() {
    RolloutState state = Samples.at(Phase.MONITOR, Optional.of(Colour.BLUE), true);
    var noted = new Event.Judged(Phase.MONITOR, Judgement.goOn("fine"), "blue is gone");

    Decision first = decide(state, noted);

    assertThat(first.save()).isTrue();
    assertThat(first.state().notes()).contains("blue is gone");
    assertThat(decide(first.state(), noted).save()).isFalse();
  }

  @Test
  void an_abort_is_refused_once_the_old_colour_is_being_taken_away() {
    RolloutState state = Samples.at(Phase.DECOMMISSION, Optional.of(Colour.BLUE), true);

    Decision decision = decide(state, new Event.Abort("r1", "ann", "", false));

    assertThat(decision.state().phase()).isEqualTo(Phase.DECOMMISSION);
    assertThat(decision.notices()).anyMatch(n -> n.message().contains("not possible now"));
  }

  @Test
  void who_lost_the_application_lets_go_without_a_word() {
    Decision lost = decide(Samples.at(Phase.PROMOTE), new Event.Lost("another"));

    assertThat(lost.effects()).containsExactly(new Effect.Detach("another"));
    assertThat(lost.save()).isFalse();
  }

  @Test
  void an_approval_before_admission_is_kept_and_not_saved() {
    Decision decision = decide(Samples.at(Phase.ADMIT), new Event.Approve("", "ann"));

    assertThat(decision.save()).isFalse();
    assertThat(decision.state().approved()).isTrue();
  }

  private static Decision decide(RolloutState state, Event event) {
    return Decider.decide(state, event, Samples.NOON.plusSeconds(10));
  }
}
