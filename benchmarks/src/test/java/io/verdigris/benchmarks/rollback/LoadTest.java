package io.verdigris.benchmarks.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.traffic.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:10Z");
  private static final Instant OVER = BEGAN.plusSeconds(10);

  private static Load of(Case fault, Answer... answers) {
    var extent = new Load.Extent(fault, "v2", BEGAN, OVER);
    return Load.of(100, List.of(answers), extent);
  }

  private static Answer answer(int status, String version, long after) {
    return answer(status, version, after, 5);
  }

  private static Answer answer(int status, String version, long after, long took) {
    Instant at = BEGAN.plusMillis(after);
    return new Answer(at.minusMillis(took), at, status, "pod", version, "", false);
  }

  private static Answer none(long sentAfter) {
    Instant sent = BEGAN.plusMillis(sentAfter);
    return new Answer(sent, sent.plusMillis(1), 0, "", "", "refused", false);
  }

  @Test
  void the_span_is_from_the_first_bad_answer_to_the_last_in_whatever_order_they_come() {
    Load load =
        of(
            Case.ERRORS_20,
            answer(500, "v2", 3000),
            answer(500, "v2", 1500),
            answer(200, "v2", 9000),
            answer(500, "v2", 2000));

    assertThat(load.spoilt()).isEqualTo(3);
    assertThat(load.span()).contains(Duration.ofMillis(1500));
    assertThat(load.requests()).isEqualTo(100);
  }

  @Test
  void what_fails_before_the_fault_or_with_the_old_version_is_not_its_doing() {
    Load load = of(Case.ERRORS_20, answer(500, "v2", -1), answer(500, "v1", 1000));

    assertThat(load).isEqualTo(new Load(100, 0, 0, load.span()));
    assertThat(load.span()).isEmpty();
  }

  @Test
  void a_slow_answer_is_bad_where_latency_is_the_fault_and_nowhere_else() {
    Answer slow = answer(200, "v2", 1000, 200);

    assertThat(of(Case.LATENCY, slow, answer(500, "v2", 1000, 199)).spoilt()).isEqualTo(1);
    assertThat(of(Case.ERRORS_1, slow).spoilt()).isZero();
  }

  @Test
  void a_request_without_an_answer_is_lost() {
    assertThat(of(Case.ERRORS_20, none(-1000), none(1000), none(20_000)).lost()).isEqualTo(3);
  }

  @Test
  void where_containers_end_a_request_without_an_answer_is_lost_only_before_and_afterwards() {
    Load load = of(Case.CRASHES, none(-1000), none(1000), none(2000), none(10_000));

    assertThat(load.lost()).isEqualTo(2);
    assertThat(load.spoilt()).isEqualTo(2);
    assertThat(load.span()).contains(Duration.ofSeconds(1));
  }
}
