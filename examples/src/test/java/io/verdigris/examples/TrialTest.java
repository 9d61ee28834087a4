package io.verdigris.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.RolloutOutcome;
import io.verdigris.testkit.traffic.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final Instant ZERO = Instant.parse("2026-01-02T03:04:05Z");

  private final Account seen = new Account();

  @Test
  void a_promotion_without_a_failure_is_as_it_should_be() {
    answer(0, 200, "v2", false);

    assertThat(promoted().wrongWithPromotion()).isEmpty();
    assertThat(promoted().told()).contains("1 requests sent, 0 failed");
  }

  @Test
  void any_failure_is_wrong_with_a_promotion() {
    answer(0, 503, "v2", true);

    assertThat(promoted().wrongWithPromotion())
        .containsExactly("1 requests failed while v2 was promoted");
  }

  @Test
  void a_promotion_that_nobody_saw_shows_nothing() {
    assertThat(promoted().wrongWithPromotion())
        .containsExactly("no request was sent while v2 was rolled out");
  }

  @Test
  void a_rollback_may_fail_by_the_bad_version_only() {
    answer(1_000, 500, "v3", false);
    answer(3_500, 500, "v3", false);
    answer(2_000, 200, "v2", true);
    assertThat(rolledBack().wrongWithRollback()).isEmpty();
    assertThat(rolledBack().told())
        .contains(
            "2 failed by an answer of v3 itself, 0 lost by the switch",
            "first to last bad answer: 2.5 s on new connections, none on kept ones");

    lost(4_000);
    answer(4_100, 502, "v2", true);
    assertThat(rolledBack().wrongWithRollback())
        .containsExactly("2 requests were lost by the switches to v3 and back");
    assertThat(rolledBack().told()).contains("1 times: EOFException: closed");
  }

  @Test
  void a_bad_version_that_fails_nothing_shows_nothing() {
    answer(0, 200, "v3", false);

    assertThat(rolledBack().wrongWithRollback())
        .containsExactly("v3 failed no request, so this rollback has shown nothing");
  }

  @Test
  void another_outcome_than_the_wanted_one_is_wrong() {
    answer(0, 500, "v3", false);
    var halted = new RolloutOutcome.Halted("web-2", Optional.empty(), "look", List.of());

    assertThat(new Trial("v3", halted, seen).wrongWithRollback())
        .containsExactly("v3 was to be rolled back, but was halted");
  }

  private Trial promoted() {
    return new Trial(
        "v2",
        new RolloutOutcome.Promoted("web-1", Optional.of(Colour.GREEN), "fine", List.of()),
        seen);
  }

  private Trial rolledBack() {
    return new Trial(
        "v3",
        new RolloutOutcome.RolledBack("web-2", Optional.of(Colour.GREEN), "worse", List.of()),
        seen);
  }

  private void answer(long millis, int status, String version, boolean kept) {
    Instant at = ZERO.plusMillis(millis);
    seen.add(new Answer(at, at, status, "web-blue-1", version, "", false), kept);
  }

  private void lost(long millis) {
    Instant at = ZERO.plusMillis(millis);
    seen.add(new Answer(at, at, 0, "", "", "EOFException: closed", false), true);
  }
}
