package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidenceStepsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final Scene back = new Scene(Phase.CONFIRM_ROLLBACK, Step.EVIDENCE_BACK);
  private final Scene forward = new Scene(Phase.CONFIRM, Step.EVIDENCE);

  @Test
  void fresh_connections_that_reach_the_colour_are_proof() {
    assertDone(back.entry().answering("b").back(), "3 fresh connections", "");
    forward.entry().answering("b");
    assertWaits(forward.forward());
    assertWaits(forward.forward());
    assertDone(
        forward.forward(),
        "90 fresh connections through the entry reached green: with 99 % confidence less than 5 %"
            + " still reach blue",
        "");
    assertThat(forward.asked).isEqualTo(90);
  }

  @Test
  void one_answer_from_elsewhere_begins_the_count_anew() {
    forward.entry().answering("b").forward();
    assertWaits(forward.answering("blue-1").forward());
    forward.answering("b").forward();
    forward.forward();

    assertThat(forward.asked).isEqualTo(91);
    assertDone(forward.forward(), "90 fresh connections", "");
    assertThat(forward.asked).isEqualTo(121);
  }

  @Test
  void a_look_at_an_entry_that_answers_slowly_stays_short() {
    forward.entry().answering("b").answersTake(Duration.ofMillis(300));

    assertWaits(forward.forward());

    assertThat(forward.asked).isEqualTo(4);
  }

  @Test
  void counters_do_not_cut_the_count_short() {
    forward.entry().answering("b").answersTake(Duration.ofMillis(500));
    forward.counting(Map.of("a", 10L)).forward();
    assertWaits(forward.after(Duration.ofSeconds(4)).counting(Map.of("a", 60L)).forward());
  }

  @Test
  void when_the_time_is_over_it_is_noted_how_sure_it_is() {
    forward.entry().answering("b").answersTake(Duration.ofMillis(500)).forward();

    assertDone(
        forward.last().forward(),
        "",
        "4 fresh connections through the entry reached green: with 18.54 % confidence less than 5 %"
            + " still reach blue; for more the confirm timeout was too short");
  }

  @Test
  void an_entry_that_names_no_pods_does_not_hold_the_way_back() {
    assertWaits(back.entry().back());

    assertDone(back.after(Duration.ofSeconds(3)).back(), "", "do not name their pod");
  }

  @Test
  void an_entry_that_is_down_does_not_hold_the_way_back() {
    assertWaits(back.entry().entryIsDown().back());

    assertDone(back.after(Duration.ofSeconds(3)).back(), "", "does not answer");
  }

  @Test
  void answers_from_other_pods_hold_the_way_back() {
    back.entry().answering("green-1");
    for (int i = 0; i < 120; i++) {
      assertWaits(back.after(SECOND).back());
    }

    assertDone(back.answering("a").back(), "3 fresh connections", "");
  }

  @Test
  void an_entry_that_falls_silent_after_an_answer_from_elsewhere_is_given_the_same_time() {
    back.entry().answering("green-1").after(Duration.ofSeconds(10)).back();

    assertWaits(back.entryIsDown().after(SECOND).back());
    assertDone(back.after(Duration.ofSeconds(2)).back(), "", "does not answer");
  }

  @Test
  void without_an_entry_the_old_colours_counters_are_proof_once_settled() {
    back.counting(Map.of("a", 10L)).back();
    assertWaits(back.after(SECOND).counting(Map.of("a", 60L)).back());

    assertDone(
        back.after(Duration.ofSeconds(2)).counting(Map.of("a", 70L)).back(),
        "the request counters of blue move",
        "");
  }

  @Test
  void without_entry_and_counters_the_way_back_is_noted_as_seen_in_slices_only() {
    assertWaits(back.back());

    assertDone(back.after(Duration.ofSeconds(3)).back(), "", "slices only: there was no entry");
    assertThat(back.environments).isZero();
  }

  @Test
  void counters_that_stand_still_do_not_hold_the_way_back() {
    back.counting(Map.of("a", 10L)).back();
    assertWaits(back.after(Duration.ofSeconds(14)).back());

    assertDone(back.after(SECOND).back(), "", "no request was counted within 15 s");
  }

  @Test
  void a_pod_that_becomes_readable_is_no_movement() {
    forward.counting(Map.of("a", 10L)).forward();

    assertWaits(forward.after(SECOND).counting(Map.of("a", 10L, "b", 9000L, "c", 9000L)).forward());
  }

  @Test
  void what_the_readings_themselves_cause_is_no_movement() {
    for (long i = 0; i < 30; i++) {
      long own = 5 + i;
      assertWaits(forward.counting(Map.of("a", own, "b", own, "c", own)).forward());
      forward.after(SECOND);
    }

    assertDone(
        forward.counting(Map.of("a", 35L, "b", 37L, "c", 35L)).forward(), "counters of green", "");
  }

  @Test
  void a_first_request_after_none_is_movement() {
    forward.metrics(new Sample.NoTraffic(Sample.AsOf.at(forward.now()))).forward();

    assertDone(forward.after(SECOND).counting(Map.of("a", 2L)).forward(), "counters of green", "");
  }

  @Test
  void counters_are_proof_when_the_entry_names_no_pods() {
    forward.entry().counting(Map.of("a", 10L)).forward();

    assertDone(
        forward.after(Duration.ofSeconds(3)).counting(Map.of("a", 60L)).forward(),
        "",
        "confirmed by the counters of green; the entry told nothing");
  }

  @Test
  void an_entry_that_names_no_pods_is_asked_ever_less_often() {
    forward.entry().counting(Map.of("a", 1L));
    for (Duration next = SECOND; forward.now().isBefore(Samples.NOON.plusSeconds(50)); ) {
      next = ((Event.StepWaiting) forward.forward()).checkAgain();
      forward.after(next);
    }

    assertThat(forward.asked).isBetween(50, 60);
    assertThat(forward.readings).isBetween(45, 51);
    assertThat(forward.environments).isEqualTo(2);
  }

  @Test
  void the_pods_are_listed_again_when_an_answer_names_an_unknown_one() {
    back.entry().answering("d").back();

    assertDone(back.after(SECOND).pods("a", "b", "d").back(), "3 fresh connections", "");
  }

  private static void assertDone(Event event, String message, String note) {
    assertThat(event)
        .isInstanceOfSatisfying(
            Event.StepDone.class,
            done -> {
              assertThat(done.message()).contains(message);
              assertThat(done.note()).contains(note);
            });
  }

  private static void assertWaits(Event event) {
    assertThat(event).isInstanceOf(Event.StepWaiting.class);
  }
}
